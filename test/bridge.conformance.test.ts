import { describeBridge } from '../packages/node/src/testing/describe-bridge.ts';
import { frameworkFaces } from './framework-faces.ts';

describeBridge(frameworkFaces);
