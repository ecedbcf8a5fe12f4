module IDropTheory.PropertyTests.ArchitectureTests

let private placeholder = ()
