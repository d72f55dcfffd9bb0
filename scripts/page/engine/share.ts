/**
 * The model in each format that there is.
 * @module
 */
import { exportPredict, saveSafetensors, writeKeras, writeOnnx, writeTfjs } from '../../../lib/exchange/index.ts';
import { toUtf8 } from '../../../lib/core/utf8.ts';
import { writeZip } from '../../../lib/data/zip.ts';
import { load, save } from '../../../lib/formats/index.ts';
import type { Model } from '../../../lib/model/index.ts';
import { FORMATS, type ExportFormat, type File } from '../protocol.ts';
import { oneOf } from '../setting.ts';

const BYTES = 'application/octet-stream';

/**
 * Each is one file: browsers ask before they save a second one. Throws RangeError for a format that there is not, and
 * as its writer does.
 */
export function filesOf(lean: Model, format: ExportFormat): File[] {
  const model = load(save(lean)); // one that knows the names of its parts
  const file = (name: string, bytes: Uint8Array, type: string = BYTES): File => ({ name, type, bytes });
  switch (oneOf('format', format, FORMATS)) {
    case 'bitgrad': return [file('model.state', save(model))];
    case 'safetensors': return [file('model.safetensors', saveSafetensors(model))];
    case 'keras': return [file('model.keras', writeKeras(model))];
    case 'onnx': return [file('model.onnx', writeOnnx(model))];
    case 'tfjs': return [file('model-tfjs.zip', writeZip('share', writeTfjs(model)), 'application/zip')];
    case 'module': return [file('predict.js', toUtf8(exportPredict(model)) ?? new Uint8Array(), 'text/javascript')];
  }
}
