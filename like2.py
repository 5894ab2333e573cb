import portsim, pandas as pd, numpy as np
from portsim.study.checks import check_study
from portsim.kpis.kpi import KPI
from portsim.kpis.ledger_lines import lines
s=check_study(portsim.load('like.yaml')).with_study(days=3)
for alt in ('baseline','aeo'):
    r=portsim.run(s,0,alt); v=r.visits_table(); h=r.shipments_table()
    g=v[v.label.isin(['gate_in','gate_in_aeo'])]; inw=g[g.queued<3*1440]
    print(alt,'trans',(inw.ended-inw.started).mean(), s.library[KPI]['gate_transaction_time'].value(r))
    lo=g.started.clip(upper=4320);hi=g.ended.clip(upper=4320)
    cap=4320*(3 if alt=='aeo' else 2)
    print('util',(hi-lo).sum()/cap, s.library[KPI]['gate_utilisation'].value(r), r.capacity, r.pools)
    tr=v[v.label.isin(['gate_in','gate_in_aeo','resolve_trouble'])&v.shipment.isin(inw.shipment)]
    print('clerk h/y',(tr.ended-tr.started).sum()/len(inw)*100*365/60,[ (l.entry,l.quantity) for l in lines(r)])
    q=portsim.kpis.recovery.waiting(r,('gate_in','aeo_lane'),portsim.kpis.recovery.quarters(*r.window)).max()
    print('peak',q,s.library[KPI]['gate_backlog_peak'].value(r))
    if alt=='aeo': print('aeo turn',s.library[KPI]['aeo_turn'].value(r),s.library[KPI]['auth_turn'].value(r))
