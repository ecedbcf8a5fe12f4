module IDropTheory.PropertyTests.Theory.AlgebraTests

let private placeholder = ()
