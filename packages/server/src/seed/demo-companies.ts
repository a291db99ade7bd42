import { type PartnerRole, partnerRoles } from '@kontor/domain/access/roles';

export type DemoCustomer = {
  readonly name: string;
  /** The first word of its domain, which no other customer has. */
  readonly label: string;
  readonly market: string;
  readonly city: string;
  readonly contact: readonly [firstName: string, lastName: string];
};

export type DemoPartner = {
  readonly name: string;
  readonly domain: string;
  readonly country: string;
  readonly sandbox: boolean;
  readonly mpnId: string;
  /** As printed on its invoices; left out in sandbox accounts, whose documents are trials. */
  readonly billed?: DemoBilled;
  readonly users: readonly { readonly name: string; readonly role: PartnerRole }[];
  readonly customers: readonly DemoCustomer[];
};

export type DemoBilled = {
  readonly legalName: string;
  /** In the form of the country's numbers, and nobody's. */
  readonly vatId: string;
  readonly address: { readonly line1: string; readonly city: string; readonly postalCode: string };
  readonly language: 'en' | 'tr';
  readonly currency: string;
};

const customer = (
  market: string,
  name: string,
  label: string,
  city: string,
  contact: DemoCustomer['contact'],
): DemoCustomer => ({ name, label, market, city, contact });

const turkishNames = [
  'Ayşe Yılmaz',
  'Mehmet Demir',
  'Elif Kaya',
  'Burak Şahin',
  'Zeynep Çelik',
  'Emre Aydın',
  'Selin Arslan',
  'Can Öztürk',
  'Derya Koç',
];

/** Of the demo's sandbox account and of every seeded one: one at least where tax is inside the price. */
export const sandboxCustomers: readonly DemoCustomer[] = [
  customer('US', 'Trial Harbor Freight', 'trial-harbor', 'Savannah', ['Emily', 'Ross']),
  customer('AU', 'Trial Coral Tours', 'trial-coral', 'Cairns', ['Olivia', 'Hughes']),
  customer('BR', 'Trial Ipê Móveis', 'trial-ipe', 'Belo Horizonte', ['Rafael', 'Lima']),
  customer('DE', 'Trial Isarwerk', 'trial-isarwerk', 'München', ['Lena', 'Bauer']),
  customer('TR', 'Deneme Toros Tekstil', 'deneme-toros', 'Mersin', ['Cem', 'Aksoy']),
];

/** Two production partners, then the sandbox, as the API's users rely on (demo.json). */
export const demoPartners: readonly DemoPartner[] = [
  {
    name: 'Anadolu Bilişim',
    domain: 'anadolu-bilisim.example',
    country: 'TR',
    sandbox: false,
    mpnId: '4500001',
    billed: {
      legalName: 'Anadolu Bilişim Hizmetleri A.Ş.',
      vatId: '1234567890',
      address: { line1: 'Örnek Mahallesi, Fındık Sokak 7', city: 'İstanbul', postalCode: '34710' },
      language: 'tr',
      currency: 'TRY',
    },
    users: partnerRoles.map((role, index) => ({ name: turkishNames[index] ?? role, role })),
    customers: [
      customer('TR', 'Ege Gıda Sanayi', 'ege-gida', 'İzmir', ['Hakan', 'Güneş']),
      customer('DE', 'Weserwerk Maschinenbau', 'weserwerk', 'Bremen', ['Anke', 'Petersen']),
      customer('US', 'Blue Ridge Outfitters', 'blue-ridge', 'Asheville', ['Sarah', 'Miller']),
      customer('AU', 'Wattle Grove Dairy', 'wattle-grove', 'Geelong', ['Liam', 'O’Connor']),
      customer('BR', 'Serra Azul Papéis', 'serra-azul', 'Curitiba', ['Marina', 'Souza']),
      customer('JP', 'Asahigawa Seiki', 'asahigawa', 'Asahikawa', ['Yuki', 'Tanaka']),
      customer('AZ', 'Xəzər Logistika', 'xezer-logistika', 'Bakı', ['Leyla', 'Məmmədova']),
    ],
  },
  {
    name: 'Nordlicht Systemhaus',
    domain: 'nordlicht-systemhaus.example',
    country: 'DE',
    sandbox: false,
    mpnId: '4500002',
    billed: {
      legalName: 'Nordlicht Systemhaus GmbH & Co. KG',
      vatId: 'DE987654321',
      address: { line1: 'Musterdeich 12', city: 'Lübeck', postalCode: '23552' },
      language: 'en',
      currency: 'EUR',
    },
    users: [
      { name: 'Jan Hoffmann', role: 'admin_agent' },
      { name: 'Katrin Vogel', role: 'global_administrator' },
      { name: 'Tobias Lindner', role: 'sales_agent' },
      { name: 'Maren Schulz', role: 'billing_administrator' },
      { name: 'Uwe Brandt', role: 'account_administrator' },
    ],
    customers: [
      customer('DE', 'Hansekontor Handel', 'hansekontor', 'Lübeck', ['Britta', 'Jensen']),
      customer('TR', 'Karadeniz Fındık', 'karadeniz-findik', 'Giresun', ['Onur', 'Yıldız']),
      customer('US', 'Prairie Wind Energy', 'prairie-wind', 'Lincoln', ['James', 'Carter']),
      customer('JP', 'Minato Shoji', 'minato-shoji', 'Yokohama', ['Haruto', 'Sato']),
      customer('AD', 'Pirineus Esports', 'pirineus', 'Andorra la Vella', ['Marc', 'Ribas']),
    ],
  },
  {
    name: 'Anadolu Bilişim Sandbox',
    domain: 'sandbox.anadolu-bilisim.example',
    country: 'TR',
    sandbox: true,
    mpnId: '4500001',
    users: [
      { name: 'Deniz Acar', role: 'admin_agent' },
      { name: 'Pelin Erdem', role: 'global_administrator' },
    ],
    customers: sandboxCustomers,
  },
];

export const demoOperator = { name: 'Robin Ops', email: 'operator@kontor.example' };
