module IDropTheory.PropertyTests.Theory.DivergenceTests

let private placeholder = ()
