/**
 * Share: the address, the picture, the code, the model.
 * @module
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { printSetting } from '../../address.ts';
import { FORMATS, type Code, type ExportFormat } from '../../protocol.ts';
import { ask } from '../client.ts';
import { Network } from '../draw/network.tsx';
import { opened, problem, state } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { CopyButton } from '../parts/copyButton.tsx';
import { download, downloadText } from '../parts/download.ts';
import { setting } from '../setting.ts';
import { why } from '../why/question.ts';
import { svgText } from './svgText.ts';

const SAID: Readonly<Record<ExportFormat, readonly [name: string, what: string]>> = {
  bitgrad: ['bitgrad', 'a checkpoint: training goes on from it, bit for bit'],
  safetensors: ['safetensors', 'the weights alone, for PyTorch, JAX and others'],
  keras: ['Keras', 'a .keras file for Keras 3'],
  tfjs: ['TensorFlow.js', 'model.json and its weights, in an archive'],
  onnx: ['ONNX', 'for ONNX Runtime and what reads its files'],
  module: ['a module', 'one JavaScript file without imports that predicts'],
};

function LinkCard() {
  const whole = `${location.origin}${location.pathname}${printSetting(setting.value)}`, { data } = setting.value;
  const isLong = data.kind === 'csv' && data.text !== undefined && data.text.length > 2000;
  return (
    <Card title="A link to this" beside={<CopyButton text={() => whole}>Copy the link</CopyButton>}>
      <p class="note">
        The address has the whole setting: whoever opens it trains the same numbers, to the last bit, on any machine.
        {isLong && ' Of your table it has the SHA-256 alone: give the file too.'}
      </p>
      <p class="address" tabIndex={0}><code>{whole}</code></p>
    </Card>
  );
}

function PictureCard() {
  const own = opened.value, place = useRef<HTMLDivElement>(null);
  const save = (): void => {
    const drawing = place.current?.querySelector('svg');
    if (drawing === null || drawing === undefined) return;
    const pictures = [...place.current?.querySelectorAll('canvas') ?? []];
    downloadText('network.svg', 'image/svg+xml', svgText(drawing, pictures));
  };
  return (
    <Card
      title="The picture"
      beside={(
        <span class="buttons">
          <Button kind="quiet" disabled={own === undefined} onClick={save}>The network, SVG</Button>
          <Button
            kind="quiet" disabled={why.value === undefined} title="Explained under Why"
            onClick={() => { if (why.value !== undefined) downloadText('why.svg', 'image/svg+xml', why.value.svg); }}
          >
            The paths of {why.value?.symbol ?? 'a weight'}, SVG
          </Button>
        </span>
      )}
    >
      <div ref={place}>{own === undefined ? <p class="empty">There is no network yet.</p> : <Network own={own} />}</div>
    </Card>
  );
}

function CodeCard() {
  const [code, setCode] = useState<Code | undefined>(undefined), own = opened.value, isRunning = state.value?.isRunning;
  const steps = isRunning === true ? undefined : state.value?.steps;
  useEffect(() => {
    if (own === undefined || steps === undefined || steps === 0) return;
    ask('code', { steps }).then(setCode, (error) => { problem.value = error; });
  }, [own, steps]);
  return (
    <Card
      title="The code that does the same"
      beside={code && <CopyButton text={() => code.program}>Copy the code</CopyButton>}
    >
      <p class="note">
        {code === undefined
          ? 'It comes when training has been run, and is paused.'
          : 'With npm install bitgrad, in Node.js or a browser: it comes to the hash at the foot, and prints it.'}
      </p>
      {code && <pre class="program" tabIndex={0}><code>{code.program}</code></pre>}
      {code &&
        <p class="note">
          In a terminal, in a clone of bitgrad: <code>{code.command}</code> <CopyButton text={() => code.command} />
        </p>}
    </Card>
  );
}

function ModelCard() {
  const [isBusy, setBusy] = useState<ExportFormat | undefined>(undefined), isOpen = opened.value !== undefined;
  const save = (format: ExportFormat): void => {
    setBusy(format);
    ask('exportModel', { format })
      .then(({ files }) => { files.forEach(download); }, (error) => { problem.value = error; })
      .finally(() => { setBusy(undefined); });
  };
  return (
    <Card title="The model, as it stands">
      <table class="table formats">
        <tbody>
          {FORMATS.map((format) => (
            <tr key={format}>
              <th scope="row">{SAID[format][0]}</th><td>{SAID[format][1]}</td>
              <td class="number">
                <Button
                  label={`Download as ${SAID[format][0]}`} disabled={!isOpen || isBusy !== undefined}
                  onClick={() => { save(format); }}
                >
                  {isBusy === format ? 'A moment' : 'Download'}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

export function ShareSection() {
  return (
    <div class="cards share">
      <div class="column"><LinkCard /><ModelCard /></div>
      <div class="column"><PictureCard /><CodeCard /></div>
    </div>
  );
}
