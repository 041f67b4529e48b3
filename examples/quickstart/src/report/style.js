// The look of the report: one column of text, plots side by side where there is room, light or dark as the reader has it.

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #fbfbf9; --card: #ffffff; --text: #1d2127; --muted: #667080; --line: #dfe2e6;
  --plain: #c2500a; --dropout: #0a6cb0; --mean: #0b8a63; --information: #a3478a;
  --bar: #a9b4c2; --true: #0b8a63; --tick: #1d2127; --wrong: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --card: #1c2027; --text: #e6e8eb; --muted: #97a1af; --line: #333a44;
    --plain: #ff9a57; --dropout: #62b5f2; --mean: #3fcf9f; --information: #e59ad0;
    --bar: #56616f; --true: #2a9c76; --tick: #ffffff; --wrong: #ff8f86;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 1020px; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.6rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0 0 .4rem; }
p, ul { max-width: 46rem; }
.lead { font-size: 1.12rem; }
figure.table { margin: 1rem 0; }
.table figcaption { color: var(--muted); font-size: .94rem; }
.muted, small { color: var(--muted); }
.plots { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); }
.card, .digit { margin: 0; padding: .8rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.card svg { width: 100%; max-width: 520px; height: auto; }
.digits { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 310px), 1fr)); }
.digit { display: grid; grid-template-columns: 84px 1fr; gap: .3rem .8rem; align-items: center; }
.digit img { image-rendering: pixelated; border-radius: 6px; border: 1px solid var(--line); }
.digit svg { width: 100%; height: auto; }
.digit figcaption { grid-column: 1 / -1; line-height: 1.35; }
.wrong { color: var(--wrong); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: .3rem 0 .8rem; list-style: none; }
.legend i { display: inline-block; width: 1.6rem; border-top: 3px solid; margin-right: .4rem; vertical-align: middle; }
.legend i.dots { border-top-style: dotted; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: .4rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem; }
tbody td, .facts tr + tr > * { border-top: 1px solid var(--line); }
td { white-space: nowrap; }
td:first-child { white-space: normal; min-width: 9rem; }
th { font-weight: 600; vertical-align: bottom; line-height: 1.3; }
.facts th { vertical-align: top; white-space: nowrap; }
.facts td { white-space: normal; min-width: 14rem; }
code { font-size: .92em; }
`;
