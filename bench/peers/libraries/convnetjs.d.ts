/** What is used of ConvNetJS, which has no types of its own. */
declare module 'convnetjs' {
  class Vol {
    constructor(values: number[]);
  }
  class Net {
    makeLayers(definitions: readonly object[]): void;
  }
  class Trainer {
    constructor(net: Net, options: object);
    train(x: Vol, y: number | number[]): { loss: number };
  }
  const convnetjs: { readonly Vol: typeof Vol; readonly Net: typeof Net; readonly Trainer: typeof Trainer };
  export default convnetjs;
}
