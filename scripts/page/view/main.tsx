/**
 * Begins: reads the address, opens the network, draws the page, starts the loop.
 * @module
 */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { followSetting } from './actions.ts';
import { followData } from './examples.ts';
import { followOpened } from './selection.ts';
import { followScheme } from './draw/ramp.ts';
import { pull } from './frames.ts';
import { startLoop } from './loop.ts';
import { address, readAddress } from './setting.ts';
import { Shell } from './shell/shell.tsx';

readAddress(location.hash);
followSetting();
followData();
followOpened();
effect(() => {
  if (address.value !== location.hash) history.replaceState(null, '', address.value);
});
addEventListener('hashchange', () => { readAddress(location.hash); });

const place = document.getElementById('page');
if (place === null) throw new Error('the page has no place to be drawn in');
followScheme();
render(<Shell />, place);
startLoop(pull);
