module IDropTheory.PropertyTests.Theory.AggregateDecompositionTests

let private placeholder = ()
