module IDropTheory.PropertyTests.Theory.ThresholdTests

let private placeholder = ()
