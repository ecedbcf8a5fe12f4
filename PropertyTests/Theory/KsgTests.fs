module IDropTheory.PropertyTests.Theory.KsgTests

let private placeholder = ()
