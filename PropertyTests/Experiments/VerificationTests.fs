module IDropTheory.PropertyTests.Experiments.VerificationTests

let private placeholder = ()
