module IDropTheory.PropertyTests.Theory.BottleneckTests

let private placeholder = ()
