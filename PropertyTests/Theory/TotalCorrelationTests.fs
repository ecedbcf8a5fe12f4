module IDropTheory.PropertyTests.Theory.TotalCorrelationTests

let private placeholder = ()
