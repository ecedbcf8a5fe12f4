module IDropTheory.PropertyTests.Experiments.InputTests

let private placeholder = ()
