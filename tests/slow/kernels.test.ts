// The suite of tests/kernels/kernels.test.ts with so many cases that every table sees more than 100,000.
process.env['BITGRAD_CASES'] ??= '12';
await import('../kernels/kernels.test.ts');
