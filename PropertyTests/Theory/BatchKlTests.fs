module IDropTheory.PropertyTests.Theory.BatchKlTests

let private placeholder = ()
