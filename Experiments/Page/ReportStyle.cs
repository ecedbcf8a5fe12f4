namespace IDropTheory.Experiments.Page;

/// <summary>The style sheet of the report: light and dark, screen and paper, wide and narrow.</summary>
internal static class ReportStyle
{
    public static string Css { get; } = PictureFigure.Css + """
        :root { color-scheme: light dark; --paper: #fbfaf8; --card: #ffffff; --ink: #1c1b1a; --soft: #5d5a55; --line: #dedad3;
          --link: #005a9c;
          --good: #00694d; --good-back: #e0f2ec; --bad: #9a3412; --bad-back: #fdeadf; --open: #52525b; --open-back: #ececef; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #161618; --card: #1f1f22; --ink: #e9e7e3; --soft: #a6a29b; --line: #3a393c; --link: #7cbcf2;
            --good: #7fdcbd; --good-back: #12352b; --bad: #ffb58f; --bad-back: #43200f; --open: #c9c9d1; --open-back: #34343a; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.55 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
          overflow-wrap: break-word; }
        main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; letter-spacing: -.015em; }
        h2 { font-size: 1.4rem; line-height: 1.25; margin: 3.2rem 0 .6rem; padding-top: 1.2rem; border-top: 1px solid var(--line); }
        h3 { font-size: 1.05rem; margin: 2rem 0 .4rem; }
        p { max-width: 46rem; margin: .5rem 0; }
        a { color: var(--link); }
        .soft, figcaption, .meta { color: var(--soft); }
        .meta, figcaption { font-size: .9rem; }
        .badge { display: inline-block; padding: .08rem .6rem; border-radius: 1rem; font-size: .88rem; font-weight: 600;
          white-space: nowrap; }
        .agrees, .pass { color: var(--good); background: var(--good-back); }
        .contradicted, .fail { color: var(--bad); background: var(--bad-back); }
        .partly, .too-few-runs, .no-claim, .open { color: var(--open); background: var(--open-back); }
        .scroll { overflow-x: auto; } figure.table { margin: 1.1rem 0; }
        table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; vertical-align: top; padding: .38rem .9rem .38rem 0; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; color: var(--soft); font-size: .85rem; vertical-align: bottom; }
        td.number, th.number { text-align: right; white-space: nowrap; }
        .lead { font-size: 1.1rem; }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: .8rem; margin: 1rem 0; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .9rem; font-size: .95rem; }
        .card p { margin: .25rem 0; }
        .contents { list-style: none; padding: 0; margin: .6rem 0; } .contents li { margin: .45rem 0; }
        .measured { margin: 0; padding-left: 1.1rem; } .measured li { margin: .15rem 0; }
        .support { font-weight: 600; color: var(--open); } .support.holds { color: var(--good); } .support.contrary { color: var(--bad); }
        section > figure { max-width: 40rem; margin: 1rem 0; }
        .switches { font-size: .85rem; color: var(--soft); margin: .35rem 0; }
        .switches label { margin-right: .9rem; white-space: nowrap; }
        table.numbers td { white-space: nowrap; } table.numbers td.text { white-space: normal; min-width: 12rem; }
        table.statements td.statement { min-width: 16rem; } table.statements td.sure { min-width: 11rem; }
        dl { display: grid; grid-template-columns: 9rem 1fr; gap: .3rem 1rem; margin: .6rem 0; font-size: .95rem; }
        dt { color: var(--soft); }
        dd { margin: 0; min-width: 0; }
        code { font: .86em/1.4 ui-monospace, "SFMono-Regular", Consolas, monospace; overflow-wrap: anywhere; }
        .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1.1rem; margin: 1rem 0; }
        figure { margin: 0; min-width: 0; }
        figure > svg { display: block; width: 100%; height: auto; background: #fff; border: 1px solid var(--line); border-radius: .5rem; }
        .plots figcaption { margin-top: .4rem; } .table figcaption { margin-bottom: .3rem; }
        td > svg { display: block; border-radius: .25rem; }
        details > summary { cursor: pointer; color: var(--link); margin: .8rem 0; }
        @media (max-width: 44rem) {
          main { padding: 1.2rem 1rem 3rem; }
          h1 { font-size: 1.55rem; } h2 { font-size: 1.22rem; margin-top: 2.4rem; }
          dl { grid-template-columns: 1fr; gap: .1rem; } dd { margin-bottom: .5rem; } }
        @media print {
          :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --link: #000; }
          body { font-size: 9.5pt; } main { max-width: none; padding: 0; }
          .plots figure, tr, dl { break-inside: avoid; } table.numbers td { white-space: normal; } h2, h3 { break-after: avoid; }
          .scroll { overflow: visible; }
          details::details-content { content-visibility: visible; height: auto; } summary { list-style: none; } }
        """;
}
