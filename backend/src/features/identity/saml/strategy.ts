/**
 * The pipeline as a Passport strategy. It keeps passport-saml's type and name and replaces its `authenticate`, which
 * also takes responses from the query string, answers logout messages, and starts a sign-in when it finds none.
 */
import { AbstractStrategy } from '@node-saml/passport-saml';
import { SamlRefusal } from './refusal.ts';
import { type ResponseExpectations, type VerifiedAssertion, verifyResponse } from './verify.ts';

/** The request as passport-saml types it. */
type Request = Parameters<AbstractStrategy['authenticate']>[0];

/** Verifies the posted SAMLResponse; `use` then consumes it and gives the value that becomes `request.user`. */
export class SingleSignOnStrategy extends AbstractStrategy {
  static override readonly newSamlProviderOnConstruct = false;
  readonly #expect: (request: Request) => Promise<ResponseExpectations>;
  readonly #use: (request: Request, assertion: VerifiedAssertion) => Promise<Express.User>;

  constructor(
    expect: (request: Request) => Promise<ResponseExpectations>,
    use: (request: Request, assertion: VerifiedAssertion) => Promise<Express.User>,
  ) {
    const unused = () => {
      throw new Error('The strategy verifies by itself.');
    };
    super({ passReqToCallback: true } as ConstructorParameters<typeof AbstractStrategy>[0], unused, unused);
    this.#expect = expect;
    this.#use = use;
  }

  override authenticate(request: Request): void {
    // Settles by itself: `#verified` answers every outcome to Passport.
    void this.#verified(request);
  }

  async #verified(request: Request): Promise<void> {
    try {
      const field: unknown = request.body?.SAMLResponse;
      if (typeof field !== 'string') throw new SamlRefusal('encoding', 'There is no SAMLResponse field.');
      const assertion = await verifyResponse(field, await this.#expect(request));
      this.success(await this.#use(request, assertion));
    } catch (error) {
      if (error instanceof SamlRefusal) this.fail(error, 401);
      else this.error(error as Error);
    }
  }
}
