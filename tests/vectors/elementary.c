/* Makes elementary.json: bitgrad's binary32 elementary functions written a second time, in C, with the results at some inputs and a
   digest of the results at all 2^32.

   Run: gcc -O2 -msse2 -mfpmath=sse -ffp-contract=off elementary.c -o elementary -lm && ./elementary > elementary.json   (some minutes)

   Errors are measured against the C library's binary64 functions; `falls` counts where a result falls as its input rises (rises, for erfc). The digest is h <- (h ^ bits of the result) * 0x01000193 modulo 2^32 from
   0x811c9dc5, over the inputs in the order of their bits as unsigned integers, results that are NaN left out; sampleDigest is the same over every 8191st
   input, then over every 257th of magnitude 2^-8 to 2^7, positive and negative in turn. */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static inline uint32_t bits(float x) { uint32_t b; memcpy(&b, &x, 4); return b; }
static inline float value(uint32_t b) { float x; memcpy(&x, &b, 4); return x; }

typedef struct { float high, low; uint32_t half, other; } Power;

static inline Power power(float x) {
  const float shift = 12583166.0f;
  float biased = x * 1.44269504f + shift;
  float n = biased - shift;
  float r_high = x - n * 0.693145752f, r_low = n * 1.42860677e-6f, r = r_high - r_low;
  float p = (((0.00138146011f * r + 0.00836869515f) * r + 0.0416682437f) * r + 0.166665167f) * r + 0.49999994f;
  float tail = (r * r) * p - r_low;
  Power y;
  y.high = 1.0f + r_high;
  y.low = (r_high - (y.high - 1.0f)) + tail;
  y.half = (bits(biased) << 22) & 0xff800000u;
  y.other = (bits(biased) << 23) - y.half;
  return y;
}

static inline float scale(Power y, float x) { return x * value(y.half) * value(y.other); }
static inline float upper(float x) { return value(bits(x) & 0xfffff000u); }

static inline float exp_(float x) {
  x = 89.0f < x ? 89.0f : x;
  Power y = power(x < -104.0f ? -104.0f : x);
  return scale(y, y.high + y.low);
}

static inline float log_(float x) {
  if (x != x || x == INFINITY) return x;
  if (x == 0) return -INFINITY;
  if (x < 0) return NAN;
  int small = x < 0x1p-126f;
  int32_t b = (int32_t)bits(small ? x * 8388608.0f : x);
  int32_t exponent = (b - 0x3f2aaaab) >> 23;
  float k = (float)exponent - (small ? 23.0f : 0.0f);
  float f = value((uint32_t)b - ((uint32_t)exponent << 23)) - 1.0f;
  float s = f / (2.0f + f), z = s * s, h = 0.5f * f * f;
  float r = z * ((0.303640842f * z + 0.399574667f) * z + 0.666669607f);
  float tail = s * (h + r) + k * 1.42860677e-6f;
  float t = k * 0.693145752f, sum = t + f, rest = f - (sum - t);
  return sum + (rest - (h - tail));
}

static inline float tanh_(float x) {
  float a = fabsf(x), z = a * a, y;
  if (a < 0.72f) y = a + a * (z * ((((-0.00498991506f * z + 0.019926982f) * z - 0.0534964912f) * z + 0.133281946f) * z - 0.333331496f));
  else y = 1.0f - 2.0f / (exp_(a + a) + 1.0f);
  return value(bits(y) | (bits(x) & 0x80000000u));
}

static inline float sigmoid_(float x) {
  float a = -fabsf(x);
  Power y = power(a < -104.0f ? -104.0f : a);
  float p = y.high + y.low, p_rest = y.low - (p - y.high);
  float e = scale(y, p), e_rest = scale(y, p_rest);
  float d = 1.0f + e, d_rest = (e - (d - 1.0f)) + e_rest;
  float rounded = e / d, q = upper(rounded), d_high = upper(d);
  float remainder = (e - q * d_high) - q * (d - d_high);
  float t = q + (remainder + (e_rest - q * d_rest)) * (1.0f - rounded);
  return x < 0 ? t : 1.0f - t;
}

/* log((2^k)(1 + f)), with `correction` added to log(1 + f) */
static inline float logarithm(float k, float f, float correction) {
  float s = f / (2.0f + f), z = s * s, h = 0.5f * f * f;
  float r = z * ((0.303640842f * z + 0.399574667f) * z + 0.666669607f);
  float tail = s * (h + r) + (k * 1.42860677e-6f + correction);
  float t = k * 0.693145752f, sum = t + f, rest = f - (sum - t);
  return sum + (rest - (h - tail));
}

static inline float log1p_(float x) {
  if (x != x || x == INFINITY || x == 0) return x;
  if (x == -1) return -INFINITY;
  if (x < -1) return NAN;
  float u = 1.0f + x, c = (x < 1.0f ? x - (u - 1.0f) : 1.0f - (u - x)) / u;
  int32_t b = (int32_t)bits(u), exponent = (b - 0x3f2aaaab) >> 23;
  float k = (float)exponent, f = value((uint32_t)b - ((uint32_t)exponent << 23)) - 1.0f;
  return k == 0 ? logarithm(k, x, 0) : logarithm(k, f, c);
}

static inline float expm1_(float x) {
  if (x == 0) return x;
  if (20.0f < x) return exp_(x);
  x = x < -18.0f ? -18.0f : x;
  const float shift = 12583166.0f;
  float biased = x * 1.44269504f + shift;
  float n = biased - shift;
  float r_high = x - n * 0.693145752f, r_low = n * 1.42860677e-6f, r = r_high - r_low;
  float p = (((0.00138146011f * r + 0.00836869515f) * r + 0.0416682437f) * r + 0.166665167f) * r + 0.49999994f;
  float tail = (r * r) * p - r_low;
  float power = value((bits(biased) << 23) - 0x3f800000u); /* n + 254 - 127 */
  float a = power - 1.0f, b = power * r_high, sum = a + b, rest = b - (sum - a);
  return sum + (rest + (power * tail + ((power - a) - 1.0f)));
}

/* erf(x) - x for |x| < 0.84 */
static inline float excess(float x) {
  float z = x * x, p = 8.86706985e-5f;
  p = p * z + -0.000825081894f;
  p = p * z + 0.00520981755f;
  p = p * z + -0.0268626716f;
  p = p * z + 0.112837501f;
  p = p * z + -0.376126379f;
  p = p * z + 0.128379166f;
  return x * p;
}

/* for a >= 0.84 */
static inline float erfc_far(float a) {
  a = 10.5f < a ? 10.5f : a;
  float d = a + 2.0f, t = 1.0f / d, d_rest = 2.0f < a ? 2.0f - (d - a) : a - (d - 2.0f);
  float q = -60.6251259f;
  q = q * t + 92.1752319f;
  q = q * t + -33.1163940f;
  q = q * t + -11.0578384f;
  q = q * t + 2.59474659f;
  q = q * t + 1.98209727f;
  q = q * t + 2.91417408f;
  q = q * t + 1.96737909f;
  q = q * t + 1.12869143f;
  q = q * t + 0.564183891f;
  float s = a * a, h = upper(a), l = a - h;
  float s_rest = ((s - h * h) - 2.0f * h * l) - l * l; /* -a^2 = -s + s_rest */
  Power p = power(-s);
  float e = p.high + (p.low + (s_rest - d_rest * t) * (p.high + p.low));
  return scale(p, (e * q) / d);
}

static inline float erf_(float x) {
  if (x != x) return x;
  float a = fabsf(x), y = a < 0.84f ? a + excess(a) : 1.0f - erfc_far(a);
  return value(bits(y) | (bits(x) & 0x80000000u));
}

static inline float erfc_(float x) {
  if (x != x) return x;
  float a = fabsf(x);
  if (a < 0.84f) {
    float s = 1.0f + -x, rest = -x - (s - 1.0f);
    return s + (rest - excess(x));
  }
  return x < 0 ? 2.0f - erfc_far(a) : erfc_far(a);
}

static double sigmoid(double x) { double e = exp(-fabs(x)); return x < 0 ? e / (1 + e) : 1 / (1 + e); }

/* The binary32 unit in the last place at an exact value. */
static double unit(double exact) {
  int exponent;
  frexp(exact, &exponent);
  return ldexp(1, fabs(exact) < 0x1p-126 ? -149 : (exponent > 128 ? 128 : exponent) - 24);
}

typedef float (*Approximate)(float);
typedef double (*Exact)(double);

static inline __attribute__((always_inline)) void report(const char *name, Approximate approximate, Exact exact_, const float *inputs, int count, int direction, const char *end) {
  double worst = 0;
  uint32_t at = 0, digest = 0x811c9dc5u, falls = 0, b = 0;
  float before = 0;
  do {
    float x = value(b), y = approximate(x);
    if (y == y) digest = (digest ^ bits(y)) * 0x01000193u;
    if ((b & 0x7fffffffu) && (b >> 31 ? direction * y > direction * before : direction * y < direction * before)) falls++;
    before = y;
    double exact = exact_(x);
    if (isfinite(y) && isfinite(exact) && (float)exact != y) {
      double error = fabs(y - exact) / unit(exact);
      if (error > worst) { worst = error; at = b; }
    }
  } while (++b);
  uint32_t sample = 0x811c9dc5u;
  for (uint32_t i = 0; i < 524352 + 979320; i++) {
    float y = approximate(value(i < 524352 ? i * 8191u : (0x3b800000u + (i - 524352) / 2 * 257u) | i << 31));
    if (y == y) sample = (sample ^ bits(y)) * 0x01000193u;
  }
  printf("  \"%s\": {\n    \"worstUlp\": %.4f, \"at\": \"%08x\", \"digest\": \"%08x\", \"falls\": %u, \"sampleDigest\": \"%08x\",\n    \"cases\": [\n      ",
         name, worst, at, digest, falls, sample);
  for (int i = 0; i < count; i++) {
    float y = approximate(inputs[i]);
    printf("%s[\"%08x\", \"%08x\"]", i == 0 ? "" : i % 6 ? ", " : ",\n      ", bits(inputs[i]), y == y ? bits(y) : 0x7fc00000u);
  }
  printf("\n    ]\n  }%s\n", end);
}

int main(void) {
  float positive[60], inputs[60] = {
    0.0f, -0.0f, INFINITY, -INFINITY, NAN, 1, -1, 0x1p-149f, -0x1p-149f, 0x1p-126f, -0x1p-126f, 0x1.fffffcp-127f, 0x1.fffffep127f, -0x1.fffffep127f,
    /* where a formula changes its branch or result */
    88.7228394f, 88.7228317f, -87.3365479f, -103.972084f, -103.278923f, 0.72f, 0.719999969f, -0.72f, 2.0f / 3, 0.666666627f, 4.0f / 3, 9.01091385f,
    0.346573591f, 0.346573621f, -0.346573591f,
  };
  uint32_t state = 2019;
  for (int i = 29; i < 60; i++) {
    state = state * 1664525u + 1013904223u;
    /* every magnitude from 2^-12 to 2^7, both signs */
    inputs[i] = value((state & 0x807fffffu) | ((115 + (uint32_t)i % 19) << 23));
  }
  for (int i = 0; i < 60; i++) positive[i] = i < 29 ? inputs[i] : fabsf(inputs[i]);
  printf("{\n  \"source\": \"tests/vectors/elementary.c, gcc, errors against glibc's binary64 functions\",\n");
  report("exp", exp_, exp, inputs, 60, 1, ",");
  report("expm1", expm1_, expm1, inputs, 60, 1, ",");
  report("log", log_, log, positive, 60, 1, ",");
  report("log1p", log1p_, log1p, inputs, 60, 1, ",");
  report("tanh", tanh_, tanh, inputs, 60, 1, ",");
  report("sigmoid", sigmoid_, sigmoid, inputs, 60, 1, ",");
  report("erf", erf_, erf, inputs, 60, 1, ",");
  report("erfc", erfc_, erfc, inputs, 60, -1, "");
  printf("}\n");
  return 0;
}
