import type { Activation } from './activation.ts';
import { swish } from './swish.ts';

/**
 * SiLU: swish under its other name.
 *
 * Formula: z · sigmoid(z)
 * Source: Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units", 2017; the name in Keras 3 and PyTorch.
 */
export const silu: Activation = { ...swish, name: 'silu' };
