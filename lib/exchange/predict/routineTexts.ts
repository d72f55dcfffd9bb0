/**
 * The routines as JavaScript, for modules that import nothing: each takes the arguments of the routine of that name and
 * gives its bits, in the order of sums that its description states.
 * @module
 */

import type { ElementaryFunction } from '../../formula/index.ts';

/** A function's text, and the functions that it calls. */
export interface RoutineText {
  readonly needs?: readonly string[];
  readonly elementary?: readonly ElementaryFunction[];
  readonly text: string;
}

/** All sizes of a window. */
const WINDOW = 'h,w,oh,ow,kh,kw,sh,sw,dh,dw,top,left';

/** Visits the taps of n images, as `eachTap` of the routines. */
const eachTap = `function eachTap(n,${WINDOW},visit){
for(let e=0,o=0;e<n;e++)for(let i=0;i<oh;i++)for(let j=0;j<ow;j++,o++)for(let p=0;p<kh;p++){
const r=i*sh+p*dh-top;if(r<0||r>=h)continue;
for(let q=0;q<kw;q++){const c=j*sw+q*dw-left;if(c>=0&&c<w)visit((e*h+r)*w+c,o,p*kw+q)}}}`;

/** Four lanes over blocks of 4,096, the sums of the blocks one after the other. */
const sum = `function sum(n,x,at,step){
let t=0;for(let i=0;i<n;){const l=[0,0,0,0],end=Math.min(i+4096,n);
for(;i<end;i++)l[i&3]=f(l[i&3]+x[at+i*step]);
t=f(t+f(f(l[0]+l[1])+f(l[2]+l[3])))}return t}`;

const gemm = `function gemm(ta,tb,m,n,k,alpha,a,ao,lda,b,bo,ldb,beta,c,co,ldc){
const ar=ta==='N'?lda:1,as=ta==='N'?1:lda,bs=tb==='N'?ldb:1,bc=tb==='N'?1:ldb,be=f(beta),al=f(alpha);
for(let i=0;i<m;i++){const at=co+i*ldc;
for(let j=0;j<n;j++)c[at+j]=be===0?0:be*c[at+j];
for(let p=0;p<k;p++){const x=f(al*a[ao+i*ar+p*as]);
for(let j=0,q=bo+p*bs;j<n;j++,q+=bc)c[at+j]+=f(x*b[q])}}}`;

const byName: Readonly<Record<string, RoutineText>> = {
  eachTap: { text: eachTap },
  sum: { text: sum },
  gemm: { text: gemm },
  gemv: {
    text: `function gemv(t,m,n,alpha,a,ao,lda,x,xo,xs,beta,y,yo,ys){
const r=t==='N'?m:n,c=t==='N'?n:m,ar=t==='N'?lda:1,as=t==='N'?1:lda,al=f(alpha),be=f(beta);
for(let i=0;i<r;i++){let s=be===0?0:f(be*y[yo+i*ys]);
for(let p=0;p<c;p++)s=f(s+f(f(al*a[ao+i*ar+p*as])*x[xo+p*xs]));y[yo+i*ys]=s}}`,
  },
  ger: {
    text: `function ger(m,n,alpha,x,xo,xs,y,yo,ys,a,ao,lda){
for(let i=0;i<m;i++){const s=f(f(alpha)*x[xo+i*xs]);for(let j=0;j<n;j++)a[ao+i*lda+j]+=f(s*y[yo+j*ys])}}`,
  },
  biasAdd: { text: 'function biasAdd(m,n,b,x){for(let i=0;i<m;i++)for(let j=0;j<n;j++)x[i*n+j]+=b[j]}' },
  scaleColumns: { text: 'function scaleColumns(m,n,s,x){for(let i=0;i<m;i++)for(let j=0;j<n;j++)x[i*n+j]*=s[j]}' },
  scaleRows: { text: 'function scaleRows(m,n,s,x){for(let i=0;i<m;i++)for(let j=0;j<n;j++)x[i*n+j]*=s[i]}' },
  rowSums: { needs: ['sum'], text: 'function rowSums(m,n,x,y){for(let i=0;i<m;i++)y[i]=sum(n,x,i*n,1)}' },
  rowMaxima: {
    text: `function rowMaxima(m,n,x,y){
for(let i=0;i<m;i++){let l=-Infinity;for(let j=i*n;j<i*n+n;j++)if(x[j]>l)l=x[j];y[i]=l+0}}`,
  },
  scal: { text: 'function scal(n,alpha,x,at,s){for(let i=0;i<n;i++)x[at+i*s]*=f(alpha)}' },
  columnSums: {
    text: `function columnSums(m,n,x,beta,y){
const b=f(beta);for(let j=0;j<n;j++)y[j]=b===0?0:b*y[j];for(let i=0;i<m;i++)for(let j=0;j<n;j++)y[j]+=x[i*n+j]}`,
  },
  lacpy: {
    text: `function lacpy(m,n,a,ao,lda,b,bo,ldb){
for(let i=0;i<m;i++)for(let j=0;j<n;j++)b[bo+i*ldb+j]=a[ao+i*lda+j]}`,
  },
  swapAxes: {
    text: `function swapAxes(m,a,b,n,x,y){let at=0;
for(let i=0;i<m;i++)for(let q=0;q<b;q++)for(let p=0;p<a;p++)
for(let j=0,e=((i*a+p)*b+q)*n;j<n;j++,at++)y[at]=x[e+j]}`,
  },
  gather: { text: 'function gather(m,n,v,x,ids,y){for(let i=0;i<m;i++)for(let j=0;j<n;j++)y[i*n+j]=x[ids[i]*n+j]}' },
  softmax: {
    needs: ['sum'], elementary: ['exp'],
    text: `function softmax(m,n,z,a){
for(let i=0;i<m*n;i+=n){let l=-Infinity;for(let j=i;j<i+n;j++)if(z[j]>l)l=z[j];
for(let j=i;j<i+n;j++)a[j]=exp(f(z[j]-l));
const t=sum(n,a,i,1);for(let j=i;j<i+n;j++)a[j]/=t}}`,
  },
  conv2d: {
    needs: ['eachTap'],
    text: `function conv2d(n,${WINDOW},c,f_,g,x,k,beta,y){
const C=g*c,O=g*f_,b=f(beta);for(let i=0;i<n*oh*ow*O;i++)y[i]=b===0?0:b*y[i];
eachTap(n,${WINDOW},(p,o,t)=>{for(let e=0;e<g;e++)for(let d=0;d<c;d++){
const v=x[p*C+e*c+d],r=(t*c+d)*O+e*f_,at=o*O+e*f_;for(let j=0;j<f_;j++)y[at+j]+=f(v*k[r+j])}})}`,
  },
  conv2dInputGradient: {
    needs: ['eachTap'],
    text: `function conv2dInputGradient(n,${WINDOW},c,f_,g,dy,k,beta,dx){
const C=g*c,O=g*f_,b=f(beta);for(let i=0;i<n*h*w*C;i++)dx[i]=b===0?0:b*dx[i];
eachTap(n,${WINDOW},(p,o,t)=>{for(let e=0;e<g;e++)for(let d=0;d<c;d++){
const at=p*C+e*c+d,r=(t*c+d)*O+e*f_,q=o*O+e*f_;let s=dx[at];for(let j=0;j<f_;j++)s=f(s+f(dy[q+j]*k[r+j]));dx[at]=s}})}`,
  },
  maxPool2d: {
    needs: ['eachTap'],
    text: `function maxPool2d(n,${WINDOW},c,x,y){
y.fill(-Infinity,0,n*oh*ow*c);
eachTap(n,${WINDOW},(p,o)=>{for(let d=0;d<c;d++){const v=x[p*c+d];if(v>y[o*c+d]||v!==v)y[o*c+d]=v}})}`,
  },
  averagePool2d: {
    needs: ['eachTap'],
    text: `function averagePool2d(n,${WINDOW},c,x,y){
const t=new Float32Array(n*oh*ow);y.fill(0,0,n*oh*ow*c);
eachTap(n,${WINDOW},(p,o)=>{t[o]++;for(let d=0;d<c;d++)y[o*c+d]+=x[p*c+d]});
for(let o=0;o<n*oh*ow;o++)for(let d=0;d<c;d++)y[o*c+d]/=Math.max(1,t[o])}`,
  },
  gemmOfHeads: {
    needs: ['gemm'],
    text: `function gemmOfHeads(c,h,m,n,k,a,b,beta,y){
for(let e=0;e<c;e++)for(let i=0;i<h;i++)
gemm('N','T',m,n,k,1,a,e*m*h*k+i*k,h*k,b,e*n*h*k+i*k,h*k,beta,y,(e*h+i)*m*n,n)}`,
  },
  gemmToHeads: {
    needs: ['gemm'],
    text: `function gemmToHeads(t,c,h,m,n,k,a,b,beta,y){
for(let e=0;e<c;e++)for(let i=0;i<h;i++)
gemm(t,'N',m,n,k,1,a,(e*h+i)*m*k,t==='N'?k:m,b,e*k*h*n+i*n,h*n,beta,y,e*m*h*n+i*n,h*n)}`,
  },
};

/** By the name of the routine, and of what some of them share. */
export const ROUTINE_TEXTS: ReadonlyMap<string, RoutineText> = new Map(Object.entries(byName));
