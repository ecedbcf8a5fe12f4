module IDropTheory.PropertyTests.Theory.GaussianBottleneckTests

let private placeholder = ()
