module IDropTheory.PropertyTests.Theory.RepresentationTests

let private placeholder = ()
