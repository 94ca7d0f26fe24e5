// A device's life by the AWS SDK for JavaScript, which takes endpoint, region and credentials from the environment, as in any program.
// It prints what it saw as one line of JSON; tests/clients/test_sdks.py says what that must be.
import { execFileSync } from 'node:child_process'
import * as iam from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts'

const administrator = new iam.IAMClient({ maxAttempts: 1 })
const of = { UserName: 'alice' }

// The code that a phone shows now, or so many steps from now.
function code(seed, step) {
  const now = Math.floor(Date.now() / 1000) + 30 * step
  return execFileSync('oathtool', ['--totp', '--base32', `--now=@${now}`, '-'], { input: seed }).toString().trim()
}

// The class and the message of the error that a call is refused with.
async function refusal(call) {
  const answer = await call.then(() => undefined, (error) => error)
  return answer && { type: answer.constructor.name, name: answer.name, status: answer.$metadata?.httpStatusCode, message: answer.message }
}

async function collect(pages, key) {
  const all = []
  for await (const page of pages) all.push(...page[key])
  return all
}

const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}))
await administrator.send(new iam.CreateUserCommand(of))
await iam.waitUntilUserExists({ client: administrator, maxWaitTime: 10 }, of)
const created = await administrator.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'js', Tags: [{ Key: 'Sdk', Value: 'js' }] }))
const { SerialNumber, Base32StringSeed, QRCodePNG } = created.VirtualMFADevice
const seed = Buffer.from(Base32StringSeed).toString()
const enable = (AuthenticationCode1, AuthenticationCode2) =>
  administrator.send(new iam.EnableMFADeviceCommand({ ...of, SerialNumber, AuthenticationCode1, AuthenticationCode2 }))

const twice = await refusal(enable(code(seed, 0), code(seed, 0)))
await enable(code(seed, -1), code(seed, 0))
const devices = await collect(iam.paginateListMFADevices({ client: administrator, pageSize: 1 }, of), 'MFADevices')

const { AccessKey } = await administrator.send(new iam.CreateAccessKeyCommand(of))
const credentials = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
const alice = new STSClient({ credentials, maxAttempts: 1 })
const TokenCode = code(seed, 1)
const { Credentials } = await alice.send(new GetSessionTokenCommand({ SerialNumber, TokenCode }))
const again = await refusal(alice.send(new GetSessionTokenCommand({ SerialNumber, TokenCode })))
const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials
const session = { credentials: { accessKeyId, secretAccessKey, sessionToken }, maxAttempts: 1 }
const caller = await new STSClient(session).send(new GetCallerIdentityCommand({}))
const unauthorized = await refusal(new iam.IAMClient(session).send(new iam.ListUsersCommand({})))

await administrator.send(new iam.DeactivateMFADeviceCommand({ ...of, SerialNumber }))
await administrator.send(new iam.DeleteVirtualMFADeviceCommand({ SerialNumber }))
const gone = await refusal(administrator.send(new iam.DeleteVirtualMFADeviceCommand({ SerialNumber })))
await administrator.send(new iam.DeleteAccessKeyCommand({ ...of, AccessKeyId: AccessKey.AccessKeyId }))
await administrator.send(new iam.DeleteUserCommand(of))

console.log(JSON.stringify({
  administrator: Arn, caller: caller.Arn, serial: SerialNumber, png: Buffer.from(QRCodePNG).subarray(1, 4).toString(),
  devices: devices.map((device) => device.SerialNumber), expires: Credentials.Expiration.getTime() / 1000, twice, again, unauthorized, gone,
}))
