/// The style of reports and of the live view.
enum PageStyle {
  static var css: String { PlotStyle.rules + page + ChartScript.style }

  private static let page = """
    body{font-size:16px;line-height:1.55;-webkit-text-size-adjust:100%}
    main,header,footer{max-width:1180px;margin:0 auto;padding:0 24px}
    header{padding-top:40px}
    h1{font-size:30px;line-height:1.2;margin:0 0 4px;letter-spacing:-.01em;overflow-wrap:anywhere}
    h2{font-size:21px;margin:44px 0 8px;padding-top:14px;border-top:1px solid var(--rule);letter-spacing:-.005em;overflow-wrap:anywhere}
    h3{font-size:14px;margin:0 0 6px;color:var(--muted);font-weight:600}
    p{margin:0 0 12px;max-width:76ch}
    a{color:var(--accent)}
    .headlines{margin:20px 0 6px;padding:0;list-style:none;font-size:18px;line-height:1.45}
    .headlines li{border-left:4px solid var(--control);padding:2px 0 2px 14px;margin:0 0 10px;max-width:90ch;overflow-wrap:anywhere}
    .headlines .better{border-color:var(--series-2)}
    .headlines .worse{border-color:var(--series-1)}
    .headlines .equivalent{border-color:var(--series-0)}
    a.term{color:inherit;text-decoration:underline dotted;text-underline-offset:3px}
    a.term:hover{text-decoration-style:solid}
    a.term:focus-visible::after{content:attr(title);position:fixed;left:16px;right:16px;bottom:16px;z-index:5;padding:10px 14px;border:1px solid var(--control);border-radius:8px;background:var(--surface);color:var(--ink);font-size:14px;font-weight:400;white-space:normal;text-align:left}
    .note,footer{color:var(--muted);font-size:14px}
    .facts{display:flex;flex-wrap:wrap;gap:12px;margin:22px 0 8px;padding:0;list-style:none}
    .facts li{flex:1 1 150px;border:1px solid var(--rule);border-radius:8px;padding:10px 14px}
    .facts b{display:block;font-size:20px;line-height:1.25;font-weight:600;overflow-wrap:anywhere}
    .facts span{color:var(--muted);font-size:13px}
    nav{display:flex;flex-wrap:wrap;gap:4px 16px;margin:14px 0 0;font-size:14px}
    nav a{text-decoration:none}
    nav a:hover{text-decoration:underline}
    .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,430px),1fr));gap:18px;margin:14px 0;align-items:start}
    figure{margin:0;border:1px solid var(--rule);border-radius:8px;padding:8px;min-width:0;overflow-x:auto;max-width:640px}
    figure svg{display:block;width:100%;height:auto}
    figcaption{color:var(--muted);font-size:13px;padding:2px 8px 6px}
    .scroll{overflow-x:auto;margin:10px 0 14px}
    table{border-collapse:collapse;font-size:14px;width:100%}
    th,td{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid var(--rule);vertical-align:top;font-variant-numeric:tabular-nums}
    th{font-weight:600;color:var(--muted);white-space:nowrap}
    td{min-width:4em}
    td:first-child{min-width:8em}
    th.number,td.number{text-align:right;padding:6px 0 6px 14px;white-space:nowrap}
    td.number+td:not(.number),th.number+th:not(.number){padding-left:18px}
    pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;background:color-mix(in srgb,var(--rule) 38%,transparent);border-radius:6px;padding:10px 12px;margin:0 0 12px;white-space:pre-wrap;overflow-wrap:anywhere}
    mark{background:color-mix(in srgb,var(--accent) 20%,transparent);color:inherit;border-radius:3px;padding:0 4px}
    .sample{border:1px solid var(--rule);border-radius:8px;padding:12px 14px;margin:0 0 14px}
    .sample pre{margin-bottom:8px}
    .reading{display:block;max-width:100%;height:auto;border:1px solid var(--rule);border-radius:6px;margin:0 0 8px}
    .readings{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:18px;align-items:start}
    dl{display:grid;grid-template-columns:minmax(90px,max-content) 1fr;gap:4px 16px;margin:0;font-size:14px}
    dt{color:var(--muted);overflow-wrap:anywhere;max-width:26ch}
    dd{margin:0;overflow-wrap:anywhere}
    details{margin:10px 0}
    summary{cursor:pointer;color:var(--accent);font-size:14px;margin-bottom:8px}
    .badge{display:inline-block;border:1px solid currentColor;border-radius:99px;padding:0 9px;font-size:12px;white-space:nowrap;color:var(--muted)}
    .badge.completed,.badge.early_stopping{color:var(--series-2)}
    .badge.failed,.badge.diverged,.badge.lost{color:var(--series-1)}
    .badge.running{color:var(--series-0)}
    footer{margin-top:48px;padding-top:16px;padding-bottom:40px}
    @media (max-width:560px){main,header,footer{padding-left:16px;padding-right:16px}header{padding-top:24px}h1{font-size:24px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}.facts li{flex-basis:120px}figure{padding:2px}}
    @media print{nav,.chart-tools{display:none}figure,.sample{break-inside:avoid}h2{break-after:avoid}}

    """
}
