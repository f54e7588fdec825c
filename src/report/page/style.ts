/** The page's style: one column, readable on a telephone, in the dark and on paper; no font is loaded. */
import { themeCss } from "../drawing/palette.js";

export const style = `${themeCss()}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:752px;margin:0 auto;padding:28px 16px 48px}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.15rem;line-height:1.3;margin:2.4rem 0 .5rem}
h2.run{font-size:1.4rem;margin-top:3.5rem;padding-top:1.2rem;border-top:2px solid var(--ink);overflow-wrap:anywhere}
p{margin:.5rem 0}
code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.92em;overflow-wrap:anywhere}
.eyebrow,.quiet,figcaption,.caption,footer,cite,small{color:var(--quiet)}
.eyebrow{margin:0 0 .2rem;font-size:.85rem;overflow-wrap:anywhere}
.quiet,figcaption,.meaning,footer,.methods{font-size:.9rem}
.asked{font-size:1.02rem}
.answer{margin:1rem 0;padding:.9rem 1.1rem;border:1px solid var(--hairline);border-left:5px solid var(--vermillion);border-radius:4px}
.answer .label{margin:0;font-size:.85rem;color:var(--quiet)}
.answer .design{margin:.05rem 0 .5rem;font-size:1.45rem;line-height:1.25;font-weight:700;color:var(--vermillion);overflow-wrap:anywhere}
.answer .design.long{font-size:1.1rem}
.unfinished{border-left-color:var(--ochre)}
.warnings,.notes{margin:1rem 0;padding:.7rem 1.1rem;border:1px solid var(--ochre);border-left:5px solid var(--ochre);border-radius:4px}
.notes{border-color:var(--hairline);border-left-color:var(--quiet)}
.warnings h2,.notes h2{margin:0;font-size:1rem}
.warnings ul,.notes ul{margin:.3rem 0 0;padding-left:1.2rem}
.warnings li,.notes li{overflow-wrap:anywhere}
figure{margin:0}
figure svg{display:block;max-width:100%;height:auto}
figure .narrow{display:none}
figcaption{margin-top:.3rem}
.table{overflow-x:auto}
a{color:var(--blue)}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:60%}
.caption{margin:1.4rem 0 .3rem;font-size:.9rem}
th,td{padding:.28rem .9rem .28rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--hairline);font-weight:400}
thead th{border-bottom:1.5px solid var(--ink);font-weight:600;vertical-align:bottom}
td.number,th.number{text-align:right}
th:last-child,td:last-child{padding-right:0}
td{overflow-wrap:break-word;min-width:3rem}
td.number{overflow-wrap:normal;white-space:nowrap}
small{display:block;font-size:.78rem;font-weight:400;white-space:normal;text-wrap:balance}
cite{font-style:normal}
sup{line-height:0;font-size:.75em}
footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--hairline)}
@media (max-width:751px){main{padding:20px 16px 40px}}
@media (max-width:640px){figure .wide{display:none}figure .narrow{display:block}.answer .design{font-size:1.25rem}}
@media print{body{font-size:10.5pt}main{max-width:none;padding:0}figure,.answer,.warnings,.notes,tr{break-inside:avoid}h2,.caption,thead{break-after:avoid}figure .wide{display:block}figure .narrow{display:none}.table{overflow:visible}}`;
