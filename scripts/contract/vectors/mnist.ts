/**
 * SHA-256 of θ of the report's network after three epochs on MNIST / 255 from seed 0; tests/model/mnist.test.ts trains
 * it where MNIST is at hand.
 */
export const THETA_AFTER_MNIST = 'b5000e939a0c5d4440347fd081a330faf7cdc2bd64b63b19a63acb6bea59f67f';
