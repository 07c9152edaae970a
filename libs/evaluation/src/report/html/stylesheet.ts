/**
 * The page's one stylesheet. Real cohorts are drawn in ink, synthetic ones in colours of the Okabe–Ito palette (lighter
 * ones on a dark page); print is always light. Where a table or a heatmap is wider than the page, a shade stands at the
 * edge beyond which there is more: the page's colour, which moves with the content, covers it at the end.
 */
export const STYLESHEET = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1b;--muted:#5b5b58;--rule:#d6d5d0;--soft:#f5f4f0;--soft2:#e3e2dc;--unheard:#cc79a7;
--training:#1b1b1b;--held-out:#767672;--fill:#cfcec8;--syn1:#0072b2;--syn2:#c04f00;--syn3:#00795a;
--good:#00694c;--care:#865600;--bad:#a32d00;--edge:rgba(0,0,0,.28);
--cold1:#d1e5f0;--cold2:#92c5de;--cold3:#4393c3;--cold4:#2166ac;--cold5:#0b3c70;
--warm1:#fde0cd;--warm2:#f7b88f;--warm3:#e0793f;--warm4:#b84a10;--warm5:#6f2600;
--serif:"Source Serif 4","Iowan Old Style",Charter,"Palatino Linotype",Palatino,Georgia,"Liberation Serif",serif;
--sans:"Helvetica Neue","Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
@media screen and (prefers-color-scheme:dark){:root{--paper:#17181a;--ink:#e7e5df;--muted:#a5a39c;--rule:#3b3c3f;--soft:#202225;--soft2:#303236;--unheard:#b0608c;
--training:#e7e5df;--held-out:#96958f;--fill:#4b4c4e;--syn1:#56b4e9;--syn2:#e69f00;--syn3:#35c39d;
--good:#4fc79f;--care:#e0a93b;--bad:#f58b63;--edge:rgba(255,255,255,.3);
--cold1:#16344a;--cold2:#1d5277;--cold3:#2f7cb4;--cold4:#63abe0;--cold5:#b3daf6;
--warm1:#4a2413;--warm2:#78381a;--warm3:#b5562a;--warm4:#e58b58;--warm5:#ffc9a6}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 var(--serif);font-variant-numeric:lining-nums}
main,header,footer{max-width:72rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:1.75rem}
h1,h2,h3{line-height:1.2;font-weight:600;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:1.9rem;margin:.1rem 0 .5rem}
h2{font-size:1.35rem;margin:3rem 0 .75rem;padding-top:.6rem;border-top:2px solid var(--ink)}
h3{font-size:1.05rem;margin:1.75rem 0 .5rem}
p{margin:.5rem 0;max-width:44rem}
a{color:inherit;text-decoration-color:var(--muted);text-underline-offset:.15em}
.kicker,.facts,nav,table,figure,.key,.small,dl,.figure,.sites{font-family:var(--sans)}
.kicker{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--muted);margin:0}
.facts{display:flex;flex-wrap:wrap;gap:.15rem 1.4rem;margin:0 0 .25rem;font-size:.82rem;color:var(--muted)}
.facts div{display:flex;gap:.35rem}.facts dt::after{content:":"}.facts dd{margin:0;color:var(--ink);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
nav{font-size:.85rem;margin:1.25rem 0 0;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}
.first{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,25rem);gap:0 2.5rem;border-top:2px solid var(--ink);margin-top:.75rem;padding-top:.75rem}
.first h2{border:0;margin:0 0 .4rem;padding:0;font-size:1.1rem}
.verdicts{margin:0}
.verdicts>div{display:grid;grid-template-columns:8.6rem minmax(0,1fr);column-gap:.9rem;padding:.42rem 0;border-top:1px solid var(--rule)}
.verdicts>div:first-child{border-top:0}
.verdicts dt{font-weight:600;font-size:.9rem;line-height:1.35}
.verdicts dd{margin:0;font-size:.84rem;line-height:1.4}
.level{display:block;font:600 .8rem/1.5 var(--sans);white-space:nowrap}
.level::before{content:"";display:inline-block;width:.62em;height:.62em;margin-right:.4em;border:.12em solid currentColor;border-radius:50%;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.level.supported{color:var(--good)}.level.supported::before{background:currentColor}
.level.with-care{color:var(--care)}.level.with-care::before{background:linear-gradient(90deg,currentColor 50%,transparent 50%)}
.level.not-supported{color:var(--bad)}
.level.not-assessed{color:var(--muted)}.level.not-assessed::before{border-style:dotted}
.notice{font:.88rem/1.45 var(--sans);border-left:3px solid var(--ink);padding:.1rem 0 .1rem .8rem;margin:.9rem 0;max-width:none}
.notice.alarm{border-color:var(--bad)}
.sites{font-size:.84rem;line-height:1.45;margin:-.9rem 0 0;padding:0 0 0 .8rem;list-style:none;border-left:3px solid var(--ink)}
.sites li{padding:.12rem 0;overflow-wrap:anywhere}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.82rem;margin:.5rem 0;color:var(--ink)}
.key span{display:inline-flex;align-items:center;gap:.4rem}.key svg{flex:none}
.small{font-size:.82rem;color:var(--muted);line-height:1.45}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:.84rem;line-height:1.35;font-variant-numeric:tabular-nums lining-nums;margin:.75rem 0;border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink)}
caption{text-align:left;font-weight:600;padding:0 0 .35rem;caption-side:top}
th,td{padding:.28rem .7rem;text-align:right;vertical-align:baseline;font-weight:400}
th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
thead th{font-weight:600;border-bottom:1px solid var(--ink);vertical-align:bottom}
tbody tr+tr>*{border-top:1px solid var(--rule)}
tbody+tbody{border-top:1px solid var(--ink)}
tbody th,.text{text-align:left}
td{white-space:nowrap}td.text{white-space:normal}
tbody th[scope=rowgroup]{font-weight:600;padding-top:.7rem}
tbody th{overflow-wrap:break-word;min-width:6.5rem}tbody th,td.text,figcaption{hyphens:auto}.groups tbody th{min-width:5rem}
td.text{overflow-wrap:break-word;min-width:8rem}
tr.part>th{padding-left:1.1rem}tbody tr.part>*{border-top-color:transparent}
tr.spans>*{border:0;padding-bottom:0;text-align:center}tr.spans span{display:block;border-bottom:1px solid var(--muted);padding-bottom:.15rem}
.long thead th,.long thead td{background:var(--paper)}
table.compact{font-size:.78rem}.compact th,.compact td{padding:.2rem .5rem}.compact th:first-child,.compact td:first-child{padding-left:0}.compact tr.part>th{padding-left:1.1rem}
.compact tbody th[scope=rowgroup]{padding-top:.5rem}.meaning{display:block;font-weight:400;max-width:48rem}
.notable::after{content:" ▲";font-size:.7em}
.forest{width:100%}.forest td.text{min-width:9rem;width:38%;padding-top:0;padding-bottom:0;vertical-align:middle}.forest.wide td.text{width:60%}.compact:not(.forest,.models) td.text{min-width:0}
.models{width:100%}.models td.text{min-width:7rem;width:30%;vertical-align:middle}
.matrix{font-size:.8rem;width:100%;margin-top:0;border-top:0}.matrix td,.matrix th{vertical-align:top}.matrix tbody th{font-weight:600}.matrix .of{display:none}
.interval{white-space:nowrap}code{font-size:.85em;overflow-wrap:anywhere}
.figure{display:block;max-width:100%;height:auto}
.figure text{fill:var(--ink);font-family:var(--sans)}
.figure .number{font-variant-numeric:tabular-nums}
.figure .axis-title{fill:var(--muted)}
.figure .axis,.figure .floor,.figure .ceiling{stroke:var(--ink);fill:none}
.figure .grid,.figure .track{stroke:var(--rule);fill:none}
.figure .curve{fill:none;stroke-width:1.8;stroke-linejoin:round}
.figure .band{opacity:.16;stroke:none}
.figure .histogram{fill:none;stroke-width:1.6}
.figure .histogram.syn2{stroke-dasharray:5 1.5}.figure .histogram.syn3{stroke-dasharray:2 1.5}
.figure .link{stroke:var(--muted);stroke-width:1.2}
.figure .span{stroke:var(--fill);stroke-width:9}
.figure .floor{stroke-width:1.5;stroke-dasharray:2 2}.figure .ceiling{stroke-width:1.8}
.figure .value{font-weight:600}
.training{stroke:var(--training);fill:var(--training)}.held-out{stroke:var(--held-out);fill:var(--held-out)}
.syn1{stroke:var(--syn1);fill:var(--syn1)}.syn2{stroke:var(--syn2);fill:var(--syn2)}.syn3{stroke:var(--syn3);fill:var(--syn3)}
.figure .curve.held-out{stroke-dasharray:2 2.5}.figure .curve.syn1{stroke-dasharray:7 2.5}.figure .curve.syn2{stroke-dasharray:4 2}.figure .curve.syn3{stroke-dasharray:1.5 2}
.figure .histogram.training{fill:var(--fill);stroke:none}
.figure .bar{stroke:none}.figure .bar.training{fill:var(--fill)}
.strip{display:block;width:100%;overflow:visible}
.mark,.hole,.strip path{vector-effect:non-scaling-stroke}
path.mark,path.hole{fill:none;stroke-linecap:round;stroke-width:8}path.mark.syn2{stroke-linecap:square;stroke-width:6}path.hole,path.hole.training,path.hole.held-out,path.hole.syn3{stroke:var(--paper);stroke-width:4.5}
.strip .grid{stroke:var(--rule)}.strip .link{stroke:var(--muted);stroke-width:1.2}.strip .ceiling{stroke:var(--ink);stroke-width:1.5}.strip .axis{stroke:var(--ink);stroke-width:1}.strip .limit{stroke:var(--muted);stroke-dasharray:2 2}
.ticks{display:flex;justify-content:space-between;padding:0 3%;font-weight:400}.ticks span{width:0;display:flex;justify-content:center;white-space:nowrap}.ticks span:first-child{justify-content:flex-start}.ticks span:last-child{justify-content:flex-end}
.figure text.syn1{fill:var(--syn1);stroke:none}.figure text.syn2{fill:var(--syn2);stroke:none}.figure text.syn3{fill:var(--syn3);stroke:none}
.figure .thin{stroke-width:.9}.diagonal{stroke:var(--muted);stroke-dasharray:3 3;fill:none}path.interval-line{fill:none;stroke-width:1.5}
path.interval-line.syn2{stroke-dasharray:4 2}path.interval-line.syn3{stroke-dasharray:1.5 2}
.frame{fill:none;stroke:var(--rule)}.suppressed{fill:var(--soft2);stroke:none}.unheard{fill:var(--unheard);stroke:none}
${[1, 2, 3, 4, 5].map((step) => `.cold${step}{fill:var(--cold${step})}.warm${step}{fill:var(--warm${step})}`).join('')}
.for-narrow{display:none}
.curves{display:grid;grid-template-columns:minmax(0,40rem) minmax(0,1fr);gap:0 2rem;align-items:start}.curves.stacked{grid-template-columns:minmax(0,1fr)}.curves.stacked>:first-child{max-width:48rem}.curves th,.curves td{padding:.28rem .4rem}.curves tbody th{min-width:0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(14.5rem,1fr));gap:1.4rem 1.8rem;margin:.75rem 0}
.card{margin:0;min-width:0;break-inside:avoid}
.card .figure{width:100%}.marker-cards{grid-template-columns:repeat(auto-fill,minmax(18rem,1fr))}
.card figcaption{font-size:.8rem;line-height:1.4;overflow-wrap:anywhere}
.card strong{font-size:.88rem;font-weight:600}
.card table{font-size:.74rem;width:100%;margin:.3rem 0 0;border:0;border-top:1px solid var(--rule)}.card th,.card td{padding:.1rem .25rem}.card tbody th{min-width:0}.card thead th{font-weight:400;color:var(--muted);border:0}.card tbody tr+tr>*{border:0}
.groups{columns:27rem auto;column-gap:2.5rem}.groups.single{columns:1}.groups.single td:last-child{width:45%}.groups .scroll{margin-bottom:1.25rem;break-inside:avoid}.ends{display:flex;justify-content:space-between;font-weight:400;padding:0 2%}
.groups table{width:100%;margin:0}
.groups td,.groups th{padding:.12rem .45rem}
.groups td:last-child{width:10.5rem;vertical-align:middle;padding-right:.6rem}.groups thead th:last-child{padding-right:.6rem}
.groups .figure{width:100%;min-width:7rem}
.heatmaps{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(30rem,100%),1fr));gap:1rem 2rem;align-items:start}
.heatmaps.large{grid-template-columns:minmax(0,56rem)}.heatmaps.large .figure{max-width:none}.heatmaps figure{margin:0}.heatmaps .figure{width:100%;max-width:36rem}.heatmaps figcaption{font-size:.88rem;font-weight:600}
dl.definitions{font-size:.86rem;line-height:1.45;display:grid;grid-template-columns:minmax(9rem,15rem) minmax(0,1fr);gap:.45rem 1.5rem;max-width:60rem}
dl.definitions dt{font-weight:600;overflow-wrap:anywhere}dl.definitions dd{margin:0;overflow-wrap:anywhere}
.splits,.splits ul{font:.86rem/1.5 var(--sans);padding-left:1.1rem;margin:.15rem 0;max-width:56rem}.splits li{break-inside:avoid-page;overflow-wrap:anywhere}.splits strong{font-weight:600}
.limits{max-width:48rem;padding-left:1.2rem}.limits li{margin:.35rem 0}
footer{margin-top:3rem;padding-bottom:2rem}
footer p{border-top:1px solid var(--rule);padding-top:.6rem;max-width:none}
@media screen{.scroll,.heatmaps figure{background:linear-gradient(90deg,var(--paper) 40%,transparent) 0 0/3rem 100% no-repeat local,linear-gradient(270deg,var(--paper) 40%,transparent) 100% 0/3rem 100% no-repeat local,linear-gradient(90deg,var(--edge),transparent) 0 0/.9rem 100% no-repeat scroll,linear-gradient(270deg,var(--edge),transparent) 100% 0/.9rem 100% no-repeat scroll}.long{scrollbar-width:thin}}
@media screen and (min-width:74rem){.long{overflow:visible}.long thead{position:sticky;top:0;z-index:1}}
@media (max-width:60rem){.first,.curves{grid-template-columns:minmax(0,1fr)}.first .scale{width:26rem}.first section+section{margin-top:1rem}}
@media (max-width:36rem){main,header,footer{padding-left:1rem;padding-right:1rem}h1{font-size:1.5rem}h2{margin-top:2.25rem}
.verdicts>div{grid-template-columns:minmax(0,1fr)}.level{display:inline-block;margin-left:.5rem}
.for-wide{display:none}.for-narrow{display:block}th,td{padding:.28rem .45rem}
.scroll>table tbody th[scope=row]{position:sticky;left:0;background:var(--paper);background-clip:padding-box}.matrix tr,.matrix th,.matrix td{display:block}.matrix thead{display:none}.matrix td.text{padding:.3rem 0}.matrix tbody tr>td.text{border-top:0}.matrix .of{display:inline}.outcomes td{white-space:normal}.outcomes th,.outcomes td{padding:.28rem .3rem}.outcomes tbody th{min-width:5rem}
dl.definitions{grid-template-columns:minmax(0,1fr);gap:.1rem}dl.definitions dd{margin-bottom:.5rem}
.groups td,.groups th{padding:.12rem .25rem}.groups table{font-size:.74rem}.groups td{white-space:normal}.groups td:last-child{width:6rem;min-width:5.5rem}.forest td.text{min-width:13rem}.forest .ticks{font-size:.66rem}.models td.text{min-width:8rem}.groups .figure{min-width:4.5rem}.curves td{white-space:normal}.heatmaps figure{overflow-x:auto}.heatmaps .figure{width:34rem;max-width:none}.card .figure{max-width:19rem}}
@media print{@page{size:A4;margin:15mm 14mm;@bottom-right{content:counter(page) ' / ' counter(pages);font:8pt Arial,sans-serif;color:#5b5b58}}
html{font-size:9.5pt}main,header,footer{padding:0;max-width:none}header{padding-top:0}nav{display:none}p{max-width:none;break-inside:avoid}
h2{margin-top:1.6rem}
.first{grid-template-columns:minmax(0,1fr) 7.2cm;gap:0 .8cm}.first section+section{margin-top:0}.first .scale{width:100%}
.verdicts>div{grid-template-columns:3.2cm minmax(0,1fr)}
.for-wide{display:block}.for-narrow{display:none}
.curves{display:grid;grid-template-columns:10.4cm minmax(0,1fr);gap:0 .7cm}.curves.stacked{grid-template-columns:minmax(0,1fr)}.curves td{white-space:normal}
.cards{grid-template-columns:repeat(3,minmax(0,1fr));gap:.9rem .6cm}
.groups{columns:2;column-gap:.8cm}.groups.single{columns:1}.groups.single td:last-child{width:6cm}.groups table{font-size:.74rem}.groups td,.groups th{padding:.1rem .2rem}.groups td:last-child{width:2.6cm}.groups .figure{min-width:0}
.heatmaps{grid-template-columns:repeat(2,minmax(0,1fr))}.heatmaps.medium,.heatmaps.large{display:block}.heatmaps.medium>figure{width:11.2cm}.heatmaps>figure{margin-bottom:.4rem}.heatmaps figcaption{break-after:avoid}dl.definitions{font-size:.8rem}footer{display:none}
.scroll{overflow:visible}.scroll.short,.curves{break-inside:avoid}
h2,h3,caption,.key,h2+p,h3+p{break-after:avoid}.scroll+.small,.groups+.small,.cards+.small,.heatmaps+.small{break-before:avoid}table tbody:last-child tr:nth-last-child(-n+4){break-before:avoid}table tbody:first-of-type tr:nth-child(-n+3){break-after:avoid}tr:has(>[scope=rowgroup]){break-after:avoid}tr,figure,.figure,.verdicts>div,.notice,.limits li,dl.definitions dd{break-inside:avoid}dl.definitions dt{break-after:avoid}thead{display:table-header-group}
a{text-decoration:none}}
`.trim();
