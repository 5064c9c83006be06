"""What invented people and firms are made of. Addresses end in .example; those that need a real provider's domain, to
show how such are treated, are marked "do not e-mail"."""

FIRST_NAMES = (
    "Ida", "Noah", "Amara", "Lukas", "Priya", "Owen", "Sofia", "Tariq", "Greta", "Mateo", "Yuki", "Hannah", "Emeka",
    "Clara", "Piotr", "Leila", "Jonas", "Mei", "Anders", "Rosa", "Felix", "Zofia", "Daniel", "Ines", "Kwame", "Elena",
    "Hugo", "Nadia", "Tom", "Aisha", "Marta", "Liam", "Chiara", "Viktor", "Freya", "Omar", "Helen", "Rui", "Kaja",
    "Ben",
)  # fmt: skip
LAST_NAMES = (
    "Okafor", "Lindqvist", "Brandt", "Moreau", "Novak", "Sato", "Keller", "Rossi", "Hughes", "Iyer", "Weber", "Costa",
    "Nyberg", "Haddad", "Schulz", "Walsh", "Petrov", "Meyer", "Silva", "Dubois", "Andersen", "Fischer", "Kaya",
    "Barnes", "Vogel", "Marino", "Jansen", "Osei", "Kowalski", "Berg", "Tanaka", "Clarke", "Huber", "Ferreira", "Lang",
    "Nolan",
)  # fmt: skip
FIRM_NAMES = (
    "Northgate", "Alder", "Kestrel", "Brunnen", "Sable", "Marlow", "Helix", "Tarn", "Orchard", "Vanta", "Rhein",
    "Copper", "Falcon", "Linden", "Quarry", "Beacon", "Cobalt", "Harbour", "Meridian", "Pinnacle", "Silber", "Thornton",
    "Umbra",
    "Viking", "Weser", "Zephyr", "Granite", "Juniper", "Lumen", "Monsoon",
)  # fmt: skip
FIRM_TRADES = (
    ("Steel", "manufacturing"), ("Logistics", "logistics"), ("Pumps", "engineering"), ("Automotive", "automotive"),
    ("Chemicals", "chemicals"), ("Energy", "energy"), ("Software", "software"), ("Foods", "food"), ("Retail", "retail"),
    ("Clinics", "health"), ("Consulting", "consulting"), ("Robotics", "manufacturing"),
)  # fmt: skip
LEGAL_FORMS = {"DE": "GmbH", "GB": "Ltd", "US": "Inc.", "FR": "SA", "NL": "BV", "AT": "GmbH", "SE": "AB"}
CITIES = {
    "DE": ("Hamburg", "Stuttgart", "Essen", "Leipzig"), "GB": ("Leeds", "Bristol", "Glasgow", "London"),
    "US": ("Austin", "Chicago", "Denver", "Boston"), "FR": ("Lyon", "Nantes"), "NL": ("Utrecht", "Rotterdam"),
    "AT": ("Graz", "Linz"), "SE": ("Malmö", "Uppsala"),
}  # fmt: skip
# Numbers reserved for fiction where a country has them, else of a shape that its plan calls valid.
PHONES = {
    "DE": "+4930{:08d}", "GB": "+442079460{:03d}", "US": "+15125550{:03d}", "FR": "+331990{:05d}",
    "NL": "+3120{:07d}", "AT": "+431{:07d}", "SE": "+46404{:06d}",
}  # fmt: skip
SENIOR_TITLES = ("COO", "CTO", "VP Operations", "Head of maintenance", "Director of engineering", "CFO")
OTHER_TITLES = ("Plant manager", "Process engineer", "Buyer", "Product manager", "Analyst", "Team lead", "Student")
PRODUCTS = ("Dosing pumps", "Flow control", "Service contract", "Retrofit", "Monitoring")
MESSAGES = (
    "Please call me about a replacement for our current line.", "Could you send a price list?",
    "We met at the fair and would like a demonstration.", "How long is delivery at the moment?",
    "Comparing three suppliers, decision next month.", "Just collecting material for now.", "",
)  # fmt: skip
JUNK = (
    {"first_name": "asdf", "last_name": "asdf", "email": "asdf@mailinator.com", "company": "test"},
    {"first_name": "Test", "last_name": "Test", "email": "test@test.com", "company": "ACME"},
    {"first_name": "Mickey", "last_name": "Mouse", "email": "mickey@guerrillamail.com", "company": "Disney"},
    {"first_name": "qwerty", "last_name": "xxx", "email": "noreply@qwerty.example", "company": "asdf"},
)
LOST_REASONS = ("Chose a competitor", "No budget this year", "Project stopped", "Price", "Could not be reached")
REJECT_NOTES = ("Far too small for us.", "Only wanted a brochure.", "Talked to them last month already.")
