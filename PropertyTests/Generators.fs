module IDropTheory.PropertyTests.Generators

let private placeholder = ()
