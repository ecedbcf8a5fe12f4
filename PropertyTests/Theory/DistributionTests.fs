module IDropTheory.PropertyTests.Theory.DistributionTests

let private placeholder = ()
