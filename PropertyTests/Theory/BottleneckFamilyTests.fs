module IDropTheory.PropertyTests.Theory.BottleneckFamilyTests

let private placeholder = ()
