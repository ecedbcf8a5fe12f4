module IDropTheory.PropertyTests.Theory.CovarianceTests

let private placeholder = ()
