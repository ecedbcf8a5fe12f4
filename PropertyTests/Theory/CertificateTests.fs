module IDropTheory.PropertyTests.Theory.CertificateTests

let private placeholder = ()
