/**
 * The binary64 functions of the host as lists of operations. lib/core/float64.ts is what runs; a test evaluates this
 * text on random numbers and compares bits.
 * @module
 */

/** What `{…}` stands for: the 64 bits of a number. */
export const bits64 = (value: number): string => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return `0x${view.getBigUint64(0).toString(16).padStart(16, '0')}`;
};

const TEXT = `
exactSum(a, b):
  high = a + b
  seen = high - a
  low = (a - (high - seen)) + (b - seen)
  return high, low

half(a):
  scaled = a * {134217729}
  return scaled - (scaled - a)

exactProduct(a, b):
  high = a * b
  aHigh = half(a)
  aLow = a - aHigh
  bHigh = half(b)
  bLow = b - bHigh
  low = aLow * bLow - (((high - aHigh * bHigh) - aLow * bHigh) - aHigh * bLow)
  return high, low

pairSum(aHigh, aLow, bHigh, bLow):
  lows = aLow + bLow
  high, low = exactSum(aHigh, bHigh)
  high, low = exactSum(high, low + lows)
  return high, low

pairProduct(aHigh, aLow, bHigh, bLow):
  lows = aHigh * bLow + aLow * bHigh
  high, low = exactProduct(aHigh, bHigh)
  high, low = exactSum(high, low + lows)
  return high, low

pairQuotient(a, bHigh, bLow):
  high = a / bHigh
  productHigh, productLow = exactProduct(high, bHigh)
  high, low = exactSum(high, (((a - productHigh) - productLow) - high * bLow) / bHigh)
  return high, low

expOfPair(high, low):
  if isNaN(high): return NaN
  if high > 710: return Infinity
  if high < -746: return 0
  n = whole(high * {1.4426950408889634})
  sumHigh, sumLow = exactSum(high - n * {0.6931471803691238}, low)
  termHigh, termLow = exactProduct(n, {1.9082149292705877e-10})
  lows = sumLow - termLow
  r, rLow = exactSum(sumHigh, -termHigh)
  rLow = rLow + lows
  oneHigh, oneLow = exactSum(1, r)
  value = oneHigh + (oneLow + ((rLow + r * rLow) + (r * r) * series(r, EXP)))
  first = floor(n / 2)
  return (value * power2(first)) * power2(n - first)

logAsPair(x):
  k, m = split(x)
  f = m - 1
  sHigh, sLow = exactSum(2, f)
  sHigh, sLow = pairQuotient(f, sHigh, sLow)
  zHigh, zLow = pairProduct(sHigh, sLow, sHigh, sLow)
  rest = ((zHigh * zHigh) * sHigh) * series(zHigh, LOG)
  tHigh, tLow = pairProduct(zHigh, zLow, sHigh, sLow)
  tHigh, tLow = pairProduct({0.6666666666666666}, {3.700743415417188e-17}, tHigh, tLow)
  tHigh, tLow = pairSum(tHigh, tLow, rest, 0)
  tHigh, tLow = pairSum(sHigh * 2, sLow * 2, tHigh, tLow)
  lowHigh, lowLow = exactProduct(k, {1.9082149292705877e-10})
  kHigh, kLow = pairSum(k * {0.6931471803691238}, 0, lowHigh, lowLow)
  high, low = pairSum(kHigh, kLow, tHigh, tLow)
  return high, low

exp64(x):
  return expOfPair(x, 0)

log64(x):
  if x = 0: return -Infinity
  if not x > 0: return NaN
  if x = Infinity: return x
  high, low = logAsPair(x)
  return high

positivePower(x, y):
  if abs(y) = Infinity and x = 1: return NaN
  if abs(y) = Infinity and x > 1 and y > 0: return Infinity
  if abs(y) = Infinity and x < 1 and y < 0: return Infinity
  if abs(y) = Infinity: return 0
  if x = 0 and y > 0: return 0
  if x = 0: return Infinity
  if x = Infinity and y > 0: return Infinity
  if x = Infinity: return 0
  if x = 1: return 1
  high, low = logAsPair(x)
  product = y * high
  if product > 800: return Infinity
  if product < -800: return 0
  exactHigh, exactLow = exactProduct(y, high)
  return expOfPair(product, exactLow + y * low)

pow64(x, y):
  if y = 0: return 1
  if isNaN(x) or isNaN(y): return NaN
  value = positivePower(abs(x), y)
  if isWhole(y) and isOdd(y) and isNegative(x): return -value
  if x < 0 and isFinite(x) and isFinite(y) and not isWhole(y): return NaN
  return value

reduceAngle(x):
  n = whole(x * {0.6366197723675814})
  high = x - n * {1.5707963267341256}
  low = 0
  high, low = pairSum(high, low, -n * {6.077100506303966e-11}, 0)
  high, low = pairSum(high, low, -n * {2.0222662487111665e-21}, 0)
  high, low = pairSum(high, low, -n * {8.4784276603689e-32}, 0)
  return n, high, low

sinOfPair(high, low):
  z = high * high
  return high + (low * (1 - z / 2) + (high * z) * series(z, SIN))

cosOfPair(high, low):
  zHigh, zLow = exactProduct(high, high)
  oneHigh, oneLow = exactSum(1, -zHigh / 2)
  rest = (zHigh * zHigh) * series(zHigh, COS)
  return oneHigh + (oneLow + (rest - (high * low + zLow / 2)))

cos64(x):
  if not isFinite(x): return NaN
  n, high, low = reduceAngle(x)
  if quadrant(n) = 0: return cosOfPair(high, low)
  if quadrant(n) = 1: return -sinOfPair(high, low)
  if quadrant(n) = 2: return -cosOfPair(high, low)
  return sinOfPair(high, low)

sin64(x):
  if not isFinite(x): return NaN
  if x = 0: return x
  n, high, low = reduceAngle(x)
  if quadrant(n) = 0: return sinOfPair(high, low)
  if quadrant(n) = 1: return cosOfPair(high, low)
  if quadrant(n) = 2: return -sinOfPair(high, low)
  return -cosOfPair(high, low)
`;

/** 1/first!, 1/(first + step)!, … to 1/last!, with signs in turn from `sign`, highest first. */
function inverseFactorials(first: number, last: number, step: number, signs: readonly [number, number]): number[] {
  const series: number[] = [];
  let factorial = 1;
  for (let n = 2; n <= last; n++) {
    factorial *= n;
    if (n >= first && (n - first) % step === 0) series.push(signs[series.length % 2] / factorial);
  }
  return series.reverse();
}

const SERIES: Readonly<Record<string, readonly number[]>> = {
  EXP: inverseFactorials(2, 15, 1, [1, 1]),
  LOG: Array.from({ length: 13 }, (_, k) => 2 / (2 * k + 5)).reverse(),
  SIN: inverseFactorials(3, 19, 2, [-1, 1]),
  COS: inverseFactorials(4, 20, 2, [1, -1]),
};

/** Scalars of schedules and optimizers, made of these functions. */
const SCALARS = `
normalPair(u, v):
  r = sqrt(-2 * log64(u + {5.960464477539063e-8}))
  angle = {6.283185307179586} * v
  first = r * cos64(angle)
  second = r * sin64(angle)
  return first, second

halfCosine(done):
  return 0.5 * (1 + cos64({3.141592653589793} * done))

cosineDecay(s, rate, steps, alpha):
  return rate * ((1 - alpha) * halfCosine(min(s, steps) / steps) + alpha)

cosineRestarts(s, rate, steps, tMul, mMul, alpha):
  return restart(s, steps, 1, rate, tMul, mMul, alpha)

restart(done, length, height, rate, tMul, mMul, alpha):
  if done >= length: return restart(done - length, length * tMul, height * mMul, rate, tMul, mMul, alpha)
  return rate * (((1 - alpha) * height) * halfCosine(done / length) + alpha)

share(s, steps, staircase):
  if staircase: return floor(s / steps)
  return s / steps

exponentialDecay(s, rate, steps, decayRate, staircase):
  return rate * pow64(decayRate, share(s, steps, staircase))

inverseTimeDecay(s, rate, steps, decayRate, staircase):
  return rate / (1 + decayRate * share(s, steps, staircase))

polynomialDecay(s, rate, steps, end, power):
  return (rate - end) * pow64(1 - min(s, steps) / steps, power) + end

polynomialDecayInCycles(s, rate, steps, end, power):
  return polynomialDecay(s, rate, steps * max(1, ceil(s / steps)), end, power)

warmUp(s, steps, first, then):
  return first + (then - first) * (s / steps)

kerasDecay(rate, decay, done):
  return binary32(binary32(rate) * binary32(1 / binary32(1 + binary32(binary32(decay) * done))))

betaPower(beta, t):
  return pow64(binary32(beta), t)

nadamMomentum(t, beta1, scheduleDecay):
  power = binary32(pow64(binary32({0.96}), binary32(t * binary32(scheduleDecay))))
  return binary32(binary32(beta1) * binary32(1 - binary32(0.5 * power)))

rectification(beta2, t, power):
  longest = 2 / (1 - beta2) - 1
  length = longest - ((2 * t) * power) / (1 - power)
  if length <= 5: return 0
  return sqrt((((length - 4) * (length - 2)) * longest) / (((longest - 4) * (longest - 2)) * length))

signDecay(steps, t):
  if steps = 0: return 1
  return max(0, (steps - (t - 1)) / steps)

rootOfMean(total, count):
  return binary32(sqrt(binary32(total / count)))
`;

const inBits = (text: string): string =>
  text.trim().replace(/\{([^}]+)\}/g, (_, digits: string) => bits64(Number(digits)));

/** The functions of scalars, constants as their 64 bits. */
export const scalarFunctions = (): string => inBits(SCALARS);

/** The series, then the functions, constants as their 64 bits. */
export function hostFunctions(): string {
  const series = Object.entries(SERIES).map(([name, values]) => {
    const words = values.map(bits64), rows: string[] = [];
    for (let i = 0; i < words.length; i += 5) rows.push(`  ${words.slice(i, i + 5).join(' ')}`);
    return [`${name}:`, ...rows].join('\n');
  });
  return [...series, inBits(TEXT)].join('\n\n');
}
