/**
 * Where the report slips, and what holds.
 * @module
 */

export interface Slip {
  readonly place: string;
  readonly slip: string;
  /** The command that shows what holds, without its first word. */
  readonly seen: string;
}

/** The command that lists them, which shows most of them too. */
export const HERE = '';

export const slips: readonly Slip[] = [
  {
    place: '2.1 step 6, 2.2, 3.1', seen: 'explain --untrained --batch 32',
    slip: '1/m multiplies the whole sum over the examples; the parentheses are missing.',
  },
  {
    place: '2.2', seen: HERE,
    slip: 'z⁴₁ is made of a³₁, a³₂ and a³₃; the report writes a³₁ three times.',
  },
  {
    place: '2.2', seen: HERE,
    slip: '∂z²₁/∂w²₁₁ is a¹₁, the 0.3 of its numbers (0.63); the report writes a²₁.',
  },
  {
    place: '2.2', seen: HERE,
    slip: 'The simplified product is ∂J/∂w²₁₁; the report writes ∂w²₂₂.',
  },
  {
    place: '2.2', seen: HERE,
    slip: 'ReLU′ stands 14 times in the factored form and 18 times where every path is expanded; the report says '
      + '26.',
  },
  {
    place: '2.2', seen: HERE,
    slip: '"If w²₁₁ grows by 0.1, J rises by about 0.063" is the first-order term alone: it rises by 0.1126, 0.0496 '
      + 'of it of second order.',
  },
  {
    place: '2.2', seen: HERE,
    slip: 'The example takes z²₁ = 42.0; this network, with the numbers of the example, has z²₁ = 0.12. ReLU′ is 1 '
      + 'at both, so 0.63 holds.',
  },
  {
    place: '3.2, notebook A', seen: 'product-loss',
    slip: 'RMSProp is lr/√(δ + r) in the text, as in TensorFlow, and lr/(√r + δ) in the notebook, as in Keras; both '
      + 'are there.',
  },
  {
    place: 'notebook B', seen: 'taylor-newton',
    slip: 'newton2 stops by √(x_start·x_sought), which is no distance; here by ‖x_sought − x_start‖.',
  },
  {
    place: 'notebook B', seen: 'taylor-newton',
    slip: 'taylor2 ignores its ddf; here the Hessian is that of the function given.',
  },
  {
    place: 'notebook B', seen: 'taylor-newton',
    slip: 'The text speaks of roots, the code minimises; both are there: newtonRoot and newton.',
  },
  {
    place: '1.2', seen: 'train --normalize',
    slip: 'keras.utils.normalize gives each row of an image length 1; the text says that it scales to 0 … 1. Both '
      + 'are there.',
  },
];
