module IDropTheory.PropertyTests.Theory.RandomKeyTests

open Xunit
open IDropTheory

/// Numbers of the reference Philox-4x64-10 for key 0, as NumPy's Philox produces them (its first block is that of counter 1).
[<Fact>]
let ``draws are those of the reference Philox-4x64-10`` () =
    let key = RandomKey(0UL, 0UL)
    let expected =
        [ 0x02f4ba6408e4d89bUL; 0x3dd62b0b9ca8c5b2UL; 0x1c8667a55d902e79UL; 0x907d7a052fd5b4dcUL
          0x809bf322883987c3UL; 0x471128b9e807f7ddUL; 0xf250ba0dbec065b7UL; 0xfc6ed66767a457bcUL ]
    Assert.Equal<uint64 list>(expected, [ for i in 4UL .. 11UL -> key.Bits64 i ])
