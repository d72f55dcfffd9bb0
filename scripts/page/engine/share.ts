/**
 * The model in each format that there is.
 * @module
 */
import { exportPredict, saveSafetensors, writeKeras, writeOnnx, writeTfjs } from '../../../lib/exchange/index.ts';
import { toUtf8 } from '../../../lib/core/utf8.ts';
import { load, save } from '../../../lib/formats/index.ts';
import type { Model } from '../../../lib/model/index.ts';
import { FORMATS, type ExportFormat, type File } from '../protocol.ts';
import { oneOf } from '../setting.ts';

const BYTES = 'application/octet-stream';

/** Throws RangeError for a format that there is not, and as its writer does. */
export function filesOf(lean: Model, format: ExportFormat): File[] {
  const model = load(save(lean)); // one that knows the names of its parts
  const file = (name: string, bytes: Uint8Array, type: string = BYTES): File => ({ name, type, bytes });
  switch (oneOf('format', format, FORMATS)) {
    case 'bitgrad': return [file('model.state', save(model))];
    case 'safetensors': return [file('model.safetensors', saveSafetensors(model))];
    case 'keras': return [file('model.keras', writeKeras(model))];
    case 'onnx': return [file('model.onnx', writeOnnx(model))];
    case 'tfjs': return [...writeTfjs(model)].map(([name, bytes]) => (
      file(name, bytes, name.endsWith('.json') ? 'application/json' : BYTES)));
    case 'module': return [file('predict.js', toUtf8(exportPredict(model)) ?? new Uint8Array(), 'text/javascript')];
  }
}
