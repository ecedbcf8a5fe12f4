module IDropTheory.PropertyTests.Theory.NumericsTests

let private placeholder = ()
