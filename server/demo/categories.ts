/** BlueLight Commercial's four pillars. */
export const pillars = [
  { code: "OP", name: "Operational Policing" },
  { code: "EEE", name: "Energy, Estates and Equipment" },
  { code: "PPS", name: "People and Professional Services" },
  { code: "IT", name: "Information Technology" },
] as const;

export interface DemoCategory {
  readonly code: string;
  readonly name: string;
  readonly pillar: (typeof pillars)[number]["code"];
  /** How many contracts there are of it, beside the others. */
  readonly weight: number;
  /** Pounds a year of a middling contract of one force. */
  readonly median: number;
  /** How often forces buy it together, 0 to 1. */
  readonly together: number;
  readonly ledger: string;
  /** What its suppliers put behind their names. */
  readonly trade: readonly string[];
  readonly titles: readonly string[];
}

const category = (
  code: string,
  name: string,
  pillar: DemoCategory["pillar"],
  [weight, median, together, ledger]: readonly [number, number, number, string],
  trade: readonly string[],
  titles: readonly string[],
): DemoCategory => ({ code, name, pillar, weight, median, together, ledger, trade, titles });

/** What police forces buy, with sizes chosen for demonstration. */
export const categories: readonly DemoCategory[] = [
  category(
    "VEH",
    "Vehicles and conversion",
    "OP",
    [6, 210_000, 0.6, "4410"],
    ["Vehicle Conversions", "Specialist Vehicles"],
    [
      "Marked response vehicle conversion",
      "Supply of unmarked saloon cars",
      "Armed response vehicle conversion",
      "Supply of vans and people carriers",
    ],
  ),
  category(
    "PARTS",
    "Vehicle parts and tyres",
    "OP",
    [6, 70_000, 0.5, "4420"],
    ["Autoparts", "Tyres"],
    ["Vehicle parts by consignment", "Tyres and roadside fitting", "Windscreen repair and replacement"],
  ),
  category(
    "FUEL",
    "Fleet fuel and charging",
    "OP",
    [3, 190_000, 0.6, "4430"],
    ["Fuels", "Charging"],
    ["Bulk diesel and petrol", "Fuel cards", "Electric vehicle charge points"],
  ),
  category(
    "RECOVERY",
    "Vehicle recovery and storage",
    "OP",
    [4, 110_000, 0.5, "4440"],
    ["Recovery", "Vehicle Storage"],
    ["Vehicle recovery scheme management", "Recovery and storage of seized vehicles"],
  ),
  category(
    "UNIFORM",
    "Uniform and workwear",
    "OP",
    [5, 95_000, 0.7, "4510"],
    ["Workwear", "Uniforms"],
    ["Managed uniform service", "Operational footwear", "Hats and headgear", "Wet weather outer garments"],
  ),
  category(
    "ARMOUR",
    "Body armour and protective equipment",
    "OP",
    [3, 130_000, 0.8, "4520"],
    ["Protection", "Armour"],
    ["Body armour and covers", "Public order protective equipment", "Batons and handcuffs"],
  ),
  category(
    "FORENSICS",
    "Forensic services",
    "OP",
    [5, 240_000, 0.8, "4610"],
    ["Forensics", "Scientific"],
    [
      "Forensic analysis: DNA and casework",
      "Toxicology and drugs analysis",
      "Digital forensics outsourcing",
      "Scene examination consumables",
    ],
  ),
  category(
    "CUSTODY",
    "Custody healthcare",
    "OP",
    [3, 420_000, 0.6, "4620"],
    ["Healthcare", "Custody Care"],
    ["Custody healthcare and liaison", "Sexual assault referral centre", "Mental health triage"],
  ),
  category(
    "DETAINEE",
    "Custody supplies",
    "OP",
    [3, 32_000, 0.5, "4630"],
    ["Supplies"],
    ["Detainee meals", "Custody clothing and blankets", "Deep cleaning of cells"],
  ),
  category(
    "LINGUIST",
    "Linguists and interpreting",
    "OP",
    [3, 120_000, 0.7, "4640"],
    ["Languages", "Interpreting"],
    ["Face-to-face interpreting", "Telephone interpreting and translation"],
  ),
  category(
    "ANIMALS",
    "Dogs and horses",
    "OP",
    [2, 28_000, 0, "4650"],
    ["Kennels", "Equine"],
    ["Kennelling of seized dogs", "Veterinary services", "Livery and farriery"],
  ),
  category(
    "BWV",
    "Body-worn video and digital evidence",
    "OP",
    [3, 260_000, 0.7, "4660"],
    ["Video Systems", "Evidence"],
    ["Body-worn video cameras and storage", "Digital evidence management", "Drones and support"],
  ),
  category(
    "BUILD",
    "Building works",
    "EEE",
    [8, 130_000, 0.15, "5110"],
    ["Construction", "Building"],
    ["Refurbishment of police station", "Roof replacement", "Minor works framework", "Demolition and making good"],
  ),
  category(
    "FM",
    "Facilities management",
    "EEE",
    [6, 150_000, 0.4, "5120"],
    ["Facilities", "Maintenance"],
    ["Hard facilities management", "Lift maintenance", "Fire alarm servicing", "Grounds maintenance"],
  ),
  category(
    "CLEAN",
    "Cleaning and waste",
    "EEE",
    [4, 140_000, 0.5, "5130"],
    ["Cleaning", "Waste"],
    ["Cleaning of police premises", "Confidential waste shredding", "Clinical and general waste"],
  ),
  category(
    "ENERGY",
    "Electricity, gas and water",
    "EEE",
    [3, 380_000, 0.7, "5140"],
    ["Energy", "Power"],
    ["Electricity supply", "Gas supply", "Energy bureau services"],
  ),
  category(
    "FURNITURE",
    "Furniture and equipment",
    "EEE",
    [3, 34_000, 0.5, "5150"],
    ["Interiors", "Furniture"],
    ["Office furniture", "Lockers and storage", "Gym equipment and servicing"],
  ),
  category(
    "CATER",
    "Catering and vending",
    "EEE",
    [2, 48_000, 0, "5160"],
    ["Catering", "Vending"],
    ["Staff restaurant", "Vending and water coolers", "Operational feeding"],
  ),
  category(
    "AGENCY",
    "Temporary staff",
    "PPS",
    [3, 230_000, 0.6, "6110"],
    ["Resourcing", "Recruitment"],
    ["Temporary and agency staff", "Police staff investigators"],
  ),
  category(
    "TRAIN",
    "Training",
    "PPS",
    [5, 42_000, 0.4, "6120"],
    ["Training", "Learning"],
    ["Driver training", "Leadership development", "Entry route degree provision", "First aid training"],
  ),
  category(
    "HEALTH",
    "Occupational health and wellbeing",
    "PPS",
    [3, 85_000, 0.5, "6130"],
    ["Wellbeing", "Occupational Health"],
    ["Occupational health physicians", "Employee assistance programme", "Physiotherapy and counselling"],
  ),
  category(
    "PROF",
    "Professional services",
    "PPS",
    [6, 60_000, 0.3, "6140"],
    ["Advisory", "Consulting"],
    ["Internal audit", "Actuarial and pensions advice", "Estates valuation", "Change programme support"],
  ),
  category(
    "INSURE",
    "Insurance and claims",
    "PPS",
    [2, 310_000, 0.7, "6150"],
    ["Insurance Brokers"],
    ["Motor and liability insurance", "Claims handling"],
  ),
  category(
    "SOFT",
    "Software and licences",
    "IT",
    [10, 120_000, 0.5, "7110"],
    ["Software", "Systems"],
    [
      "Crime and intelligence system support",
      "Duty management system",
      "Command and control system",
      "Desktop licences",
      "Finance and payroll system",
    ],
  ),
  category(
    "DEVICE",
    "Devices and infrastructure",
    "IT",
    [6, 160_000, 0.5, "7120"],
    ["Technology", "Computing"],
    ["Laptops and tablets", "Data centre hosting", "Mobile data terminals", "Storage and backup"],
  ),
  category(
    "NETWORK",
    "Networks and telephony",
    "IT",
    [4, 170_000, 0.6, "7130"],
    ["Networks", "Communications"],
    ["Wide area network", "Mobile voice and data", "Contact centre telephony", "Radio terminals and servicing"],
  ),
];
