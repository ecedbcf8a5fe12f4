module IDropTheory.PropertyTests.Oracles

let private placeholder = ()
