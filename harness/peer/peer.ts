export class Peer { static start(x: any): any { throw new Error('stub') } retire() {} findings: any[] = []; examined: any[] = []; async [Symbol.asyncDispose]() {} }
