import { defineSource, runPipeline } from '@millrace/core'
import { duckdb } from '../src/index.ts'
async function go(label, primaryKey, rec, deltas=false, child=undefined) {
  const d = duckdb({})
  const src = (records) => defineSource({ name:'x', streams: { things: { primaryKey, ...(child??{}), async *read(){ yield {records} } } } })
  const opt = { maxAttempts:1, destination:d, streams:{ things: { ...(deltas?{delta:true}:{}) } } }
  const base=[]; for (let i=0;i<20;i++) base.push(rec(i,'v'))
  const out=[]
  try {
    for (const recs of [base, base.map((r,i)=> i<3? rec(i,'w'):r), base.slice(0,19), [...base, ...base.slice(0,2).map((_,i)=>rec(i,'z'))]]) {
      const r = await runPipeline({ ...opt, source: src(recs) })
      const s=r.streams.things
      out.push([s.inserted,s.updated,s.unchanged,s.deleted,s.superseded].join('/'))
    }
    const rows = await d.query('SELECT count(*) n FROM things')
    console.log(label,'ok',out.join(' '), rows[0].n)
  } catch(e){ console.log(label,'FAIL after',out.join(' '), e.message?.slice(0,300), '| cause:', String(e.cause?.message??'').slice(0,300), String(e.errors?.[0]?.message??'').slice(0,300)) }
  await d.close?.()
}
const names=['id','action','s','t','d','c','w','n','m','k','b','g','r','isolation','rows','groups','winners','upserts','gone_at','order','select','_order','a"b','100%','partition','source','stored','last','before','live','changes','temp','main','rowid','ROWID','isMoved','moved','pos','excluded','file_row_number']
for (const nm of names) {
  await go('key '+nm, nm, (i,v)=>({ [nm]: i, v, arr:[v,'x'] }))
  await go('data '+nm, 'id', (i,v)=>({ id:i, [nm]: nm==='id'?i:v, arr:[{[nm]:v}] }))
}
