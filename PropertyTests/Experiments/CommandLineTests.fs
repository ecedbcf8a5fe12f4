module IDropTheory.PropertyTests.Experiments.CommandLineTests

let private placeholder = ()
