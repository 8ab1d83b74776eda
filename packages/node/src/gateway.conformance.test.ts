import { describeGateway } from './testing/describe-gateway.ts';
import { gatewayFaces } from './testing/gateway-faces.ts';

describeGateway(gatewayFaces);
