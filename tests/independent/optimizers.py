"""Section 14: optimizers, with clipping, accumulation and averages; schedules."""

import math
import re
import numpy as np
from . import routines
from .answers import F32
from .document import options
from .listings import binary32

# What formulas call options, and the options where slots start.
NAMES = {'β₁': 'beta1', 'β₂': 'beta2', 'β': 'beta', 'ρ': 'rho', 'ε': 'epsilon', 'α': 'alpha',
         'l1': 'l1RegularizationStrength', 'l2': 'l2RegularizationStrength',
         'l2Shrinkage': 'l2ShrinkageRegularizationStrength', 'momentumFactor': 'momentum'}
DECAYED = ('adamw', 'lion', 'lamb', 'radam')  # in their own formulas
STARTS = {'accumulator': 'initialAccumulatorValue', 'ms': 'initialMeanSquare', 'step': 'learningRate',
          'gradientSquaredAccumulator': 'initialGradientSquaredAccumulatorValue'}

def scheduled(contract, rate, s):
    """The learning rate after s updates, in binary64; `rate` is a number or an object with `schedule`."""
    if not isinstance(rate, dict):
        return float(rate)
    name, host = rate['schedule'], contract.host
    o = {**contract.schedules[name], **rate}
    if name == 'piecewiseConstant':
        return float([*[v for b, v in zip(o['boundaries'], o['values']) if s <= b], o['values'][-1]][0])
    if name == 'warmUp':
        if s >= o['steps']:
            return scheduled(contract, o['then'], s - o['steps'])
        return host.warmUp(s, o['steps'], o['from'], scheduled(contract, o['then'], 0))
    function = getattr(host, name + ('InCycles' if o.get('cycle') else ''))
    return function(s, *[o[option] for option in contract.schedules[name] if option != 'cycle'])

def listing_of(contract, name, given):
    """Options with defaults, and the lines of the listing. A heading with options holds where they are not at their
    defaults; of several the one that names most."""
    lists = contract.lists['optimizers']
    defaults = options(lists[name][''][0].removeprefix('options: '))
    merged = {**defaults, **given}
    if merged.keys() != defaults.keys():
        raise ValueError('section 14 has no such options of %s: %s' % (name, given))

    def holds(heading):
        own, _, conditions = heading.partition(', ')
        return own == name and all(
            merged[key] == value or merged[key] != defaults[key] for key, value in options(conditions).items())

    return merged, lists[max(filter(holds, lists), key=lambda heading: heading.count(', '))]['']

class Optimizer:
    """An optimizer at work. `places` lists (slice, shape, multiplier) of θ's tensors; θ is changed in place."""

    def __init__(self, contract, name, given, theta, places):
        self.contract, self.host, self.name, self.theta, self.places = contract, contract.host, name, theta, places
        own, lines = listing_of(contract, name, {
            key: value for key, value in given.items()
            if key not in contract.of_every_optimizer or (key == 'weightDecay' and name in DECAYED)})
        self.options = {**contract.of_every_optimizer, **given, **own}
        self.formulas = [[line for line in part.split('\n') if ' ← ' in line]  # by number, 0 if there is one without
                         for part in re.split('^formula ', '\n'.join(lines), flags=re.M)]
        texts = dict(line.split(': ', 1) for line in lines if ': ' in line)
        self.numbers = options(texts.get('numbers', ''))
        for number in self.numbers.keys() & {'beta1Power', 'beta2Power'}:
            self.numbers[number] = binary32(self.options[number[:5]])
        self.excluded = []  # the places without weight decay
        self.called, self.parts, self.whole = {}, [{} for _ in places], {}  # slots of each tensor; those of all of θ
        for slot, start, called in re.findall(r'(\w+) \(([^,)]+)(?:, called (\w+))?\)', texts.get('slots', '')):
            self.called[slot] = called or slot
            start = F32(scheduled(contract, self.options.get(STARTS.get(slot), float(start)), 0))
            for own, (_, shape, _) in zip(self.parts, places):
                size = math.prod(shape)
                if name == 'adafactor':  # `row` and `column` of matrices, `v` of vectors
                    size = dict(zip(('row', 'column') if len(shape) > 1 else ('v',), shape)).get(slot, 0)
                own[slot] = np.full(size, start)
        if self.options['accumulationSteps'] > 1:
            self.whole['accumulatedGradient'] = np.zeros(theta.size, dtype=F32)
        self.updates = self.accumulated = 0

    def update(self, gradient, m, end_of_epoch=False):
        rate, decay = scheduled(self.contract, self.options['learningRate'], self.updates), self.options['decay']
        rate = self.host.kerasDecay(rate, decay, self.updates) if decay != 0 else rate
        gradient = self.accumulate(gradient, m, end_of_epoch)
        if gradient is not None:
            self.updates += 1
            self.clip(gradient)
            self.apply(gradient, rate, self.updates)
            if self.options['average']:
                self.average(self.updates, **self.options['average'])

    def accumulate(self, gradient, m, end_of_epoch):
        """∇ of the update, an array that clipping may change, or None where there is no update."""
        if self.options['accumulationSteps'] == 1:
            return gradient.copy()
        if self.accumulated == 0:
            self.first, self.examples = m, 0
        else:
            gradient = self.whole['accumulatedGradient'] + F32(m / self.first) * gradient
        self.examples, self.accumulated = self.examples + m, self.accumulated + 1
        waits = self.accumulated < self.options['accumulationSteps'] and not end_of_epoch
        if not waits:
            gradient, self.accumulated = gradient / F32(self.examples / self.first), 0
        self.whole['accumulatedGradient'] = gradient
        return None if waits else gradient

    def clip(self, gradient):
        parts = [('globalClipnorm', slice(None)), *[('clipnorm', part) for part, _, _ in self.places]]
        for option, part in parts:
            if self.options[option] is not None:
                bound, norm = binary32(self.options[option]), float(routines.nrm2(gradient[part]))
                if norm < bound:
                    continue
                for _ in range(3):
                    if bound / norm < 2.0 ** -126:
                        gradient[part] = F32(2.0 ** -64) * gradient[part]
                        norm = float(routines.nrm2(gradient[part]))
                gradient[part] = F32(bound / norm) * gradient[part]
        if self.options['clipvalue'] is not None:
            values = {'x': gradient, 'c': self.options['clipvalue']}
            gradient[:] = self.contract.evaluate('max(min(x, c), −c)', values)

    def scalars(self, t):
        """The numbers in the formulas."""
        o, host = self.options, self.host
        values = {**o, **{short: o[name] for short, name in NAMES.items() if name in o},
                  **{'oneMinus' + name.capitalize(): 1 - o[name] for name in ('beta1', 'beta2', 'rho') if name in o},
                  **{name + 'Power': host.betaPower(o[name], t) for name in ('beta1', 'beta2') if name in o},
                  'globalStep': t, **self.numbers}
        if 'base' in o:
            values['logBase'] = host.log64(o['base'])
        if 'signDecaySteps' in o:
            values['signDecay'] = host.signDecay(o['signDecaySteps'], t)
        if 'scheduleDecay' in o:
            values['mu'], values['nextMu'] = [host.nadamMomentum(s, o['beta1'], o['scheduleDecay']) for s in (t, t + 1)]
            values['product'] = binary32(self.numbers['product'] * values['mu'])
        if self.name == 'radam':
            values['correction1'] = 1 - host.pow64(o['beta1'], t)
            p, decay = host.pow64(o['beta2'], t), o['weightDecay']
            values['factor'] = math.sqrt(1 - p) * host.rectification(o['beta2'], t, p)
            values['weightDecay'], values['decoupledDecay'] = (0, decay) if o['decoupledWeightDecay'] else (decay, 0)
        return values

    def apply(self, gradient, rate, t):
        """The formulas, tensor by tensor, which gives the bits of whole stretches."""
        numbers = self.scalars(t)
        formula = 0 if self.name != 'radam' else 2 if numbers['factor'] > 0 else 1
        for own, (part, shape, multiplier) in zip(self.parts, self.places):
            lr = rate * multiplier
            is_out = part in self.excluded
            if self.options.get('weightDecay') and self.name not in DECAYED and not is_out:
                self.theta[part] = self.theta[part] - self.theta[part] * F32(self.options['weightDecay']) * F32(lr)
            values = {**numbers, 'lr': lr, '∇J': gradient[part], 'θ': self.theta[part],
                      **({'weightDecay': 0, 'decoupledDecay': 0} if is_out else {})}
            if self.name == 'adafactor':
                self.theta[part] = self.adafactor(own, shape, values, lr, t)
            elif F32(lr) != 0 or self.name not in ('ftrl', 'ftrlOptimizer', 'adagradDAOptimizer', 'rprop'):
                values.update({called: own[slot] for slot, called in self.called.items()})
                result = self.contract.formula(self.formulas[formula], values)
                own.update({slot: result[called] for slot, called in self.called.items()})
                if self.name == 'lamb':
                    a, b = [float(routines.nrm2(x)) for x in (values['θ'], result['update'])]
                    result['θ'] = values['θ'] + F32(-lr * (a / b if a > 0 and b > 0 else 1.0)) * result['update']
                self.theta[part] = result['θ']
        for number, kept in self.numbers.items():
            self.numbers[number] = numbers['product'] if number == 'product' else binary32(
                kept * binary32(self.options[number[:5]]))

    def adafactor(self, slots, shape, values, lr, t):
        def run(which, name, **more):
            return self.contract.formula(self.formulas[which], {**values, **more})[name]

        o, theta = self.options, values['θ']
        values['β₂'] = 1 - binary32(self.host.pow64(t, binary32(o['beta2Decay'])))
        squares = run(1, 'squares')
        if len(shape) == 1:
            v = slots['v'][:] = run(2, 'v', v=slots['v'], sums=squares, count=1)
        else:  # no known answer has more axes than two
            (rows, columns), matrix, row, column = shape, squares.reshape(shape), slots['row'], slots['column']
            row[:] = run(2, 'v', v=row, sums=routines.lanes_sum(matrix), count=columns)
            sums = routines.column_sums(rows, columns, matrix, 0, None)
            column[:] = run(2, 'v', v=column, sums=sums, count=rows)
            share = row / F32(float(routines.vector_sum(row)) / rows)
            v = routines.ger(rows, columns, 1, share, column, np.zeros_like(matrix)).reshape(-1)
        update = run(3, 'update', v=v)
        scale, rms = [self.host.rootOfMean(routines.vector_sum(a * a), a.size) for a in (theta, update)]
        rate = max(o['epsilon2'], scale) * min(lr, 1 / math.sqrt(t))
        return run(4, 'θ', update=update, rate=rate, rms=rms)

    def average(self, t, kind, momentum=0.99, start=1, every=1):
        average, momentum = self.whole.get('average'), F32(momentum)
        if t == 1 or kind == 'equal' and t <= start:
            average = self.theta.copy()
        elif kind == 'exponential':
            average = momentum * average + (F32(1) - momentum) * self.theta
        elif (t - start) % every == 0:
            average = average + (self.theta - average) / F32((t - start) // every + 1)
        self.whole['average'] = average

    def slots(self):
        return {**{slot: np.concatenate([own[slot] for own in self.parts]) for slot in self.called}, **self.whole}

    def kept_numbers(self):
        """The numbers that the optimizer keeps, and `accumulated` while gradients wait."""
        return {**self.numbers, **({'accumulated': float(self.accumulated)} if self.accumulated else {})}
