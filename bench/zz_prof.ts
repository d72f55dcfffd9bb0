import { createKernels } from '../lib/kernels/index.ts';
import { batchesFor, build, networks } from './networks.ts';
const n = networks[Number(process.argv[2])]; const k = createKernels('simd');
const m = build(n, k); const bs = batchesFor(n, 16);
const go = (c: number) => { for (let i=0;i<c;i++) { const b = bs[i%16]; m.trainOnBatch(b.x, b.y); } };
go(20000);
const best: number[] = [];
for (let r=0;r<60;r++) { const t=performance.now(); go(200*(n.batch===4?10:1)); best.push((performance.now()-t)*1000/200/(n.batch===4?10:1)); }
best.sort((a,b)=>a-b); console.log('us', best[0].toFixed(2), best[6].toFixed(2), best[30].toFixed(2));
