module IDropTheory.PropertyTests.Theory.FiniteTests

let private placeholder = ()
