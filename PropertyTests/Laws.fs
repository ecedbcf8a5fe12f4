module IDropTheory.PropertyTests.Laws

let private placeholder = ()
