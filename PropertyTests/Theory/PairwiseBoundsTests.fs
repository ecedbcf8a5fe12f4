module IDropTheory.PropertyTests.Theory.PairwiseBoundsTests

let private placeholder = ()
