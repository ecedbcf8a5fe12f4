module IDropTheory.PropertyTests.Statistics

let private placeholder = ()
