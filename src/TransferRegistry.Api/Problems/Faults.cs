namespace TransferRegistry.Api.Problems;

/// <summary>
/// Every sentence a refusal or a warning can say, in one place: the codes and parameters are the contract, the texts can be translated. A case has a sentence of its own, and none is put together from pieces; where two
/// cases differ in their words alone they share a code. A parameter stands where it needs neither article nor plural: "Open transfers: {count}.", not "{count} transfers are open."
/// </summary>
static class Faults
{
    // Of the request as a whole
    public static readonly FaultKind NoRecord = new("record.not-found", Problem.NotFound, Invariant: null, "There is no {record} {id}.");
    public static readonly FaultKind NoRecordThen = new("record.not-found-then", Problem.NotFound, Invariant: null, "The registry had no such {record} at {asOf}.");
    public static readonly FaultKind NoVersion = new("record.no-version", Problem.NotFound, Invariant: null, "The {record} has no version {version}.");
    public static readonly FaultKind NoAmendment = new("amendment.not-found", Problem.NotFound, Invariant: null, "The agreement has no amendment {seq}.");
    public static readonly FaultKind NoCustodyYet = new("custody.draft", Problem.NotFound, Invariant: null,
        "The item stands in a draft only: its custody begins when the transfer is approved or recorded.");
    public static readonly FaultKind NoRule = new("rule.not-found", Problem.NotFound, Invariant: null, "There is no rule {id}. Known: {known}.");
    public static readonly FaultKind NoProblem = new("problem.not-found", Problem.NotFound, Invariant: null, "There is no problem named {slug}.");
    public static readonly FaultKind NothingThere = new("address.not-found", Problem.NotFound, Invariant: null, "There is nothing at {path}.");
    public static readonly FaultKind OtherMethods = new("method.not-allowed", Problem.MethodNotAllowed, Invariant: null, "The method {method} is not taken at {path}. Taken: {allowed}.");
    public static readonly FaultKind OnlyJson = new("accept.not-json", Problem.NotAcceptable, Invariant: null, "The registry answers in application/json; {accept} leaves that out.");
    public static readonly FaultKind OtherMediaTypes = new("media-type.unsupported", Problem.UnsupportedMediaType, Invariant: null, "The media type {mediaType} is not taken here.");
    public static readonly FaultKind NoMediaType = new("media-type.missing", Problem.UnsupportedMediaType, Invariant: null, "The media type of the body is missing; name it in Content-Type.");
    public static readonly FaultKind BodyTooLarge = new("body.too-large", Problem.TooLarge, Invariant: null, "The body is longer than this address takes. Bytes taken at most: {most}.");
    public static readonly FaultKind BodyTooLargeHere = BodyTooLarge with { Text = "The body is longer than this address takes." };
    public static readonly FaultKind BadRequest = Unreadable("request.bad", "The request can't be read: {fault}.");
    public static readonly FaultKind RequestUnreadable = Unreadable("request.unreadable", "The request can't be read.");
    public static readonly FaultKind Unforeseen = new("registry.failed", Problem.Internal, Invariant: null, "Something the registry did not foresee happened.");
    public static readonly FaultKind DatabaseAway = new("database.away", Problem.Unavailable, Invariant: null, "The database does not answer.");
    public static readonly FaultKind DatabaseDamaged = new("database.damaged", Problem.Unavailable, Invariant: null,
        "A part of the database is damaged; the operator is told.");
    public static readonly FaultKind DatabaseDisk = new("database.disk", Problem.Unavailable, Invariant: null,
        "The database's disk is full, fails or can't be written to; the operator is told.");
    public static readonly FaultKind CommitInDoubt = new("database.in-doubt", Problem.Unavailable, Invariant: null,
        "The database was lost at the very moment of the commit: it is not known whether this was kept. Ask for the record before you send it again.");
    public static readonly FaultKind OldSchema = new("database.schema", Problem.Unavailable, Invariant: null, "The schema of the database is not the one of this version.");
    public static readonly FaultKind NotReady = new("registry.not-ready", Problem.Unavailable, Invariant: null, "The registry is not ready.");
    public static readonly FaultKind TooManyRequests = new("rate-limit.exceeded", Problem.TooManyRequests, Invariant: null,
        "This credential has used up its requests of the minute ({most}). Try again after {seconds} s.");
    public static readonly FaultKind TooManyRequestsOfAddress = TooManyRequests with { Text = "This network address has used up its requests of the minute ({most}). Try again after {seconds} s." };
    public static readonly FaultKind TimedOut = new("request.timed-out", Problem.Unavailable, Invariant: null,
        "The request has taken longer than {seconds} s and was given up.");
    public static readonly FaultKind NeedsIfMatch = new("if-match.missing", Problem.PreconditionRequired, Invariant: null, "Send the record's ETag as If-Match.");
    public static readonly FaultKind StaleVersion = new("if-match.stale", Problem.StalePrecondition, Invariant: null, "The record is at version {version}; your If-Match names another.");
    public static readonly FaultKind ChangedMeanwhile = new("record.changed-meanwhile", Problem.StalePrecondition, Invariant: null, "Another request changed the {record} at the same moment.");
    public static readonly FaultKind UnreadableKey = new("idempotency-key.unreadable", Problem.UnreadableQuery, Invariant: null,
        "Idempotency-Key takes one key of 16 to 255 letters, digits and _ . : -, bare or in quotes.");
    public static readonly FaultKind KeyOfAnotherRequest = new("idempotency-key.reused", Problem.Invalid, Invariant: null,
        "This Idempotency-Key came with another request before: another address, another body, or another role. A new request takes a new key.");
    public static readonly FaultKind KeyInProgress = new("idempotency-key.in-progress", Problem.InProgress, Invariant: null, "The first request with this Idempotency-Key is still being worked on.");
    public static readonly FaultKind NoSuchStep = new("step.not-from-here", Problem.WrongState, Invariant: null, "The {record} is {status}: from there it goes to {open}, not to {to}.");
    public static readonly FaultKind NoStepLeft = new("step.none-left", Problem.WrongState, Invariant: null, "The {record} is {status}, and no step leads on from there.");
    public static readonly FaultKind WebhookDisabled = new("webhook.disabled", Problem.WrongState, Invariant: null, "The webhook is disabled, and nothing is sent to it. Enable it first: PATCH with {\"status\": \"enabled\"}.");
    public static readonly FaultKind TooManyWebhooks = new("webhook.too-many", Problem.WrongState, Invariant: null, "You have as many webhooks as are kept ({most}). Delete one that you no longer need.");
    public static readonly FaultKind TooManyExports = new("export.too-many", Problem.WrongState, Invariant: null, "You have as many exports as are kept ({most}). Delete one whose file you have, or wait: each is kept for a day.");
    public static readonly FaultKind ExportNotDone = new("export.not-done", Problem.WrongState, Invariant: null, "The export is {status}: its file is there when it is done.");
    public static readonly FaultKind ExportFailed = new("export.failed", Problem.WrongState, Invariant: null, "The export failed, and has no file. The export itself says why, in fault; ask for another.");
    public static readonly FaultKind FileChanged = new("file.changed", Problem.StalePrecondition, Invariant: null, "The file is another than the one you name. Fetch it from its beginning.");
    public static readonly FaultKind NoSuchPiece = new("range.outside", Problem.NoSuchRange, Invariant: null, "The file has no such piece. Content-Range says how long it is.");
    public static readonly FaultKind ExportKeyEnded = new("export.key-ended", Problem.Forbidden, Invariant: null, "The key that the export was asked for with opens nothing any more. Ask for another with a key that does.");
    public static readonly FaultKind ExportGivenUp = new("export.given-up", Problem.Internal, Invariant: null, "The export could not be finished. Attempts: {attempts}. Ask for another; if that fails too, tell the operator.");
    public static readonly FaultKind ItemWithdrawn = new("item.withdrawn", Problem.WrongState, Invariant: null, "The item was withdrawn with the draft it stood in.");

    // Whose it is
    public static readonly FaultKind StepOfAnother = OfAnother("step.another-side", "The step to {to} belongs to another side.");
    public static readonly FaultKind ChangeOfAnother = OfAnother("change.another-side", "Changing this {record} belongs to another side.");
    public static readonly FaultKind AmendmentOfAnother = OfAnother("amendment.another-side", "This amendment belongs to another side.");
    public static readonly FaultKind ReturnOfAnother = OfAnother("return.another-side", "A return belongs to the loan's two sides.");
    public static readonly FaultKind ExtensionOfAnother = OfAnother("extension.another-side", "An extension belongs to the lender's side.");
    public static readonly FaultKind CorrectionOfAnother = OfAnother("correction.another-side", "A correction belongs to the act's two sides.");
    public static readonly FaultKind MergeOfAnother = Forbidden("merge.another-side", "Merging records is the operator's, and a department's that supervises both.");
    public static readonly FaultKind KeptByItsRegion = Forbidden("institution.another-region", "Institutions are kept by the registry's operator, and by a culture department in its own region.");
    public static readonly FaultKind KeptByItsSupervisor = Forbidden("institution.another-supervisor", "Another department supervises this institution, and keeps its record.");
    public static readonly FaultKind SupervisionIsTheOperators = Forbidden("institution.supervision",
        "A department makes itself the supervisor of an institution that it registers; any later change of supervision is the operator's to make.");
    public static readonly FaultKind CodeIsTheOperators = Forbidden("institution.code",
        "The code by which an institution is known is the operator's to change.");
    public static readonly FaultKind SuccessionOfAnother = Forbidden("institution.succession",
        "Which institution succeeds another is said by the operator, or by a department that supervises both.");
    public static readonly FaultKind KeysOfOwnRole = Forbidden("key.another-role", "With your key you create keys of its own role for its own institution; all others are the operator's to give.");
    public static readonly FaultKind KeyOfAnotherRegion = Forbidden("key.another-region", "A key for another region is the operator's to give.");
    public static readonly FaultKind KeyOfAnotherRole = Forbidden("key.revoked-by-operator", "Keys of another role are revoked by the registry's operator.");
    public static readonly FaultKind RoleMayNot = Forbidden("role.may-not", "Your key's role may not do this.");
    public static readonly FaultKind AuditorReads = RoleMayNot with { Text = "Your key's role may not do this: an auditor's key reads, and changes nothing." };

    // Who it is
    public static readonly FaultKind NoKey = Unauthenticated("key.missing", "This address needs a key, and the request has no Authorization header.");
    public static readonly FaultKind NoValidKey = Unauthenticated("key.invalid", "There is no valid key in the Authorization header.");
    public static readonly FaultKind OneBearer = Unauthenticated("key.header", "The Authorization header takes one word and one key: Bearer trk_….");
    public static readonly FaultKind NoRegistryKey = Unauthenticated("key.malformed", "This is no registry key: it was cut off, mistyped, or is a key of something else.");
    public static readonly FaultKind UnknownKey = Unauthenticated("key.unknown", "The registry has given no such key.");
    public static readonly FaultKind KeyRevoked = Unauthenticated("key.revoked", "This key was revoked.");
    public static readonly FaultKind KeyExpired = Unauthenticated("key.expired", "This key expired at {expiresAt}.");
    public static readonly FaultKind TokenIssuer = Unauthenticated("token.issuer", "The token's issuer is none that this registry trusts.");
    public static readonly FaultKind TokenInvalid = Unauthenticated("token.invalid",
        "The token can't be believed: its signature, its algorithm, its audience or its time is wrong, or it names nobody. Ask its issuer for a new one, for this registry.");
    public static readonly FaultKind TokenExpired = Unauthenticated("token.expired", "The token has expired. Ask its issuer for a new one.");
    public static readonly FaultKind TokenRole = Forbidden("token.role", "The token names you, but not what you may do: its claim \"{claim}\" must come to one of {choices}.");
    public static readonly FaultKind TokenInstitution = Forbidden("token.institution", "The token says what you may do, but not for whom: its claim \"{claim}\" must name one institution of the registry.");
    public static readonly FaultKind IssuerAway = new("token.issuer-away", Problem.Unavailable, Invariant: null, "The issuer {issuer} can't be asked for the keys that its tokens are signed with.");
    public static readonly FaultKind KeysWithKeys = Forbidden("key.with-token", "Keys are made with a key, or by the registry's operator: a token lasts for a while only.");
    public static readonly FaultKind WebhooksWithKeys = Forbidden("webhook.with-token", "Webhooks are registered and changed with a key, or by the registry's operator: a token lasts for a while only, and a webhook reads on.");
    public static readonly FaultKind SampleKey = Unauthenticated("key.sample", "This is a sample key; they are taken in development only.");

    // Reading a body
    public static readonly FaultKind NotJson = Unreadable("body.not-json", "The body is not JSON. At line {line}, byte {byte}: {fault}.");
    public static readonly FaultKind Several = Invalid("request.several", "Faults found: {count}. Each stands in errors.");
    public static readonly FaultKind TooManyFaults = Invalid("request.too-many", "Faults found: {most}, and perhaps more. These stand in errors.");
    public static readonly FaultKind EmptyBody = Unreadable("body.empty", "The body is empty; send a JSON object.");
    public static readonly FaultKind NotUtf8 = Unreadable("body.not-utf8", "The body is not UTF-8: the byte at {offset} begins no character.");
    public static readonly FaultKind DuplicateMember = Unreadable("body.duplicate-member", "The member \"{member}\" stands twice; keep one.");
    public static readonly FaultKind NulCharacter = Unreadable("text.nul", "The text contains a NUL character (U+0000), which no database keeps; remove it.");
    public static readonly FaultKind Noncharacter = Unreadable("text.noncharacter", "The text contains U+FFFE, which is no character; remove it.");
    public static readonly FaultKind LoneSurrogate = Unreadable("text.lone-surrogate", "The text contains half of a surrogate pair; send the whole character.");

    // Walking it against its contract
    public static readonly FaultKind UnknownMember = Invalid("member.unknown", "There is no member \"{member}\" here. Known: {known}.");
    public static readonly FaultKind MissingMember = Invalid("member.missing", "The member \"{member}\" is needed.");
    public static readonly FaultKind ReadOnlyMember = Invalid("member.read-only", "The member \"{member}\" is given by the registry and can't be set; leave it out or send it unchanged.");
    public static readonly FaultKind WrongType = Invalid("value.type", "The JSON type is {actual}, and {expected} is needed.");
    public static readonly FaultKind NoNull = Invalid("value.type", "Null is not taken here; leave it out.");
    public static readonly FaultKind NotWhole = Invalid("value.type", "Only a whole number up to {most} is taken here. The JSON type is {actual}.");
    public static readonly FaultKind NotDecimal = Invalid("value.type", "Only a number with no more than 28 digits is taken here. The JSON type is {actual}.");
    public static readonly FaultKind NoWord = Invalid("value.type", "Only a string is taken here, with one of {choices}. The JSON type is {actual}.");
    public static readonly FaultKind NoDayText = Invalid("value.type", "Only a day is taken here, as a string: \"2026-02-28\". The JSON type is {actual}.");
    public static readonly FaultKind NoInstantText = Invalid("value.type", "Only a moment is taken here, as a string: \"2026-11-22T20:40:01Z\". The JSON type is {actual}.");
    public static readonly FaultKind NoScalar = Invalid("value.type", "Only a string, a number, true or false is taken here. The JSON type is {actual}.");
    public static readonly FaultKind UnknownWord = Invalid("value.unknown", "The value \"{value}\" is not one of {choices}.");
    public static readonly FaultKind NotADay = Invalid("date.invalid", "The value \"{value}\" is no day of the calendar. Write a day as 2026-02-28.");
    public static readonly FaultKind NotADayButMeant = NotADay with { Text = "The value \"{value}\" is not how a day is written here. Write it as {suggestion}." };

    // Dates that may be partly unknown: one code, and a sentence for each way to miss the form
    public static readonly FaultKind NotAnEdtf = OfDate("The value \"{value}\" is not a date in EDTF. Write it as 2024-02-28, 2024-02 or XXXX-02-28." + Forms);
    public static readonly FaultKind NotAnEdtfButMeant = OfDate("The value \"{value}\" is not how a date is written here. Write it as {suggestion}.");
    public static readonly FaultKind DateEmpty = OfDate("The date is empty. Write it as 2024-02-28, 2024-02 or XXXX-02-28." + Forms);
    public static readonly FaultKind DateWithBlanks = OfDate("A date in EDTF has no blanks, as in 2024-02-28." + Forms);
    public static readonly FaultKind DateWithTime = OfDate("A date in EDTF has no time of day, as in 2024-02-28." + Forms);
    public static readonly FaultKind DateWithSmallX = OfDate("An unknown digit is a capital X, as in 202X or 2024-02-XX." + Forms);
    public static readonly FaultKind DateSet = OfDate("A set of dates is not taken here; an interval is, as in 2018/2019-06." + Forms);
    public static readonly FaultKind DateYear = OfDate("Years are 0001 to 9999, without a sign." + Forms);
    public static readonly FaultKind DateUnknownYear = OfDate("An unknown year needs a month and a day: XXXX-02-28, or XXXX-02-XX for some day of that month." + Forms);
    public static readonly FaultKind DateDecade = OfDate("After 202X comes a month and a day, or nothing; after 20XX nothing." + Forms);
    public static readonly FaultKind DateQualifier = OfDate("One of ?, ~ and % stands at the very end of a date, as in 2024~." + Forms);
    public static readonly FaultKind DateOpen = OfDate("An interval that is open at both ends says nothing; leave the date out.");
    public static readonly FaultKind DateSideEmpty = OfDate("A side of the interval is empty; write .. where it is open, as in 2024/.. or ../2024.");
    public static readonly FaultKind DateReversed = OfDate("The interval ends before it starts; write the earlier date first.");
    public static readonly FaultKind DateNoSide = OfDate("The date {value} can't be a side of an interval, which needs a year, and with a day all digits of it.");
    public static readonly FaultKind DateLastWinter = OfDate("The winter of 9999 ends in the year 10000; the last day there is, is 9999-12-31.");
    public static readonly FaultKind DateNoMonth = OfDate("There is no month {month} here: months are 01 to 12; where no day follows also XX, or a season, as in 2024-21." + Forms);
    public static readonly FaultKind DateNoDay = OfDate("There is no day {value}: a day has two digits and is one that the month has in such a year, or XX, as in 2024-02-XX.");
    public static readonly FaultKind DateShape = OfDate("A date is an EDTF text, such as \"2024-02-28\", or an object with the member edtf.");
    public static readonly FaultKind DateMembers = OfDate("A date has the members edtf, verbatim, earliest and latest, and no other.");
    public static readonly FaultKind DateMemberText = OfDate("The member {member} is a text.");
    public static readonly FaultKind DateVerbatim = OfDate("The member verbatim is empty or too long; leave it out when the source's words are not known. Characters taken at most: {most}.");
    public static readonly FaultKind DateBound = OfDate("The member {member} follows from edtf and is {bound} here; leave it out.");
    public static readonly FaultKind DateNoBound = OfDate("The member {member} follows from edtf and is unknown here; leave it out.");

    public static readonly FaultKind NotAnInstant = Invalid("instant.invalid", "The value \"{value}\" is no RFC 3339 date-time. Write it as 2026-11-22T20:40:01Z.");
    public static readonly FaultKind NotAReference = Invalid("value.malformed", "A reference is an id, a code or a registry number, or an object with id, code or registryNumber, as an answer gives it.");
    public static readonly FaultKind NotAnId = Invalid("value.malformed", "The value \"{value}\" is not an id (UUID).");
    public static readonly FaultKind Blank = Invalid("text.blank", "The text is blank; leave the member out when there is nothing to say.");
    public static readonly FaultKind NotALanguage = Invalid("text.language", "The name \"{value}\" is not a language tag: use kk, ru, en or another tag of BCP 47.");
    public static readonly FaultKind LanguageTwice = Invalid("text.language-twice",
        "There are two texts in {value}; keep one. The case of a language tag makes no difference (BCP 47).");
    public static readonly FaultKind NoLanguage = Invalid("text.no-language", "Give the text in one language at least: {\"ru\": \"…\"}.");
    public static readonly FaultKind TooLong = Invalid("text.too-long", "The text is too long. Characters: {length}; taken at most: {most}.");
    public static readonly FaultKind WrongPattern = Invalid("text.pattern", "The value \"{value}\" does not have the form {pattern}.");
    public static readonly FaultKind OutOfRange = Invalid("number.range", "The number {value} is outside {least} to {most}.");
    public static readonly FaultKind TooMany = Invalid("array.too-many", "The array is too long. Elements: {count}; taken at most: {most}.");
    public static readonly FaultKind TooFew = Invalid("array.too-few", "The array is too short. Elements: {count}; taken at least: {least}.");
    public static readonly FaultKind NotAbsolute = Invalid("url.invalid", "The value \"{value}\" is no absolute http or https address.");
    public static readonly FaultKind UnknownReference = Invalid("reference.unknown", "There is no {resource} \"{value}\" that you can see. Give the id, or for an institution its code, for an agreement or transfer its registry number.");
    public static readonly FaultKind UnregisteredItem = Invalid("reference.unknown", "The item {value} is not registered any more.");
    public static readonly FaultKind EndsBeforeItBegins = Invalid("period.reversed", "The period ends on {to}, before it begins on {from}.");
    public static readonly FaultKind EitherOr = Invalid("member.either-or", "Give exactly one of these: {members}.");

    // Parameters and headers
    public static readonly FaultKind UnknownParameter = new("parameter.unknown", Problem.UnreadableQuery, Invariant: null, "There is no parameter \"{parameter}\" here. Known: {known}.");
    public static readonly FaultKind NoParameters = UnknownParameter with { Text = "There is no parameter \"{parameter}\" here; this address takes none." };
    public static readonly FaultKind DuplicateParameter = new("parameter.duplicate", Problem.UnreadableQuery, Invariant: null, "The parameter \"{parameter}\" is given more than once; give it once.");
    public static readonly FaultKind UnreadableText = Unreadable("The value \"{value}\" is no text, or longer than a parameter is. Characters taken at most: {most}.");
    public static readonly FaultKind UnreadableFlag = Unreadable("The value \"{value}\" is neither true nor false.");
    public static readonly FaultKind UnreadableNumber = Unreadable("The value \"{value}\" is not a whole number up to {most}.");
    public static readonly FaultKind UnreadableDay = Unreadable(NotADay.Text);
    public static readonly FaultKind UnreadableDayButMeant = Unreadable(NotADayButMeant.Text);
    public static readonly FaultKind UnreadableInstant = Unreadable(NotAnInstant.Text);
    public static readonly FaultKind UnreadableId = Unreadable(NotAnId.Text);
    public static readonly FaultKind UnreadableWord = Unreadable(UnknownWord.Text);
    public static readonly FaultKind UnreadableForm = Unreadable(WrongPattern.Text);
    public static readonly FaultKind ForeignCursor = new("cursor.invalid", Problem.UnreadableQuery, Invariant: null,
        "This cursor was not given for this list with these filters, or was changed. Follow links.next as it stands, or begin without a cursor.");
    public static readonly FaultKind PagesOnly = new("format.whole-list", Problem.UnreadableQuery, Invariant: null, "The formats csv and ndjson give the whole list: leave limit, cursor and count out.");
    public static readonly FaultKind HistoryGone = new("cursor.history-gone", Problem.Gone, Invariant: null, "The journal has no entry {seq} as you have seen it: it was restored, and goes to {head} now.");
    public static readonly FaultKind BeyondHead = new("from.beyond-head", Problem.Invalid, Invariant: null, "The journal goes to {head}; seq:{seq} would leave out what comes between.");
    public static readonly FaultKind LimitOutOfRange = new("limit.range", Problem.Invalid, Invariant: null, "The parameter \"{parameter}\" is {least} to {most}.");
    public static readonly FaultKind UnreadableIfMatch = new("if-match.unreadable", Problem.UnreadableQuery, Invariant: null, "If-Match takes an entity tag as the ETag header gave it, in its quotes.");

    // Institutions
    public static readonly FaultKind CodeTaken = Duplicate("institution.code-taken",
        "The code \"{code}\" is another institution's, or was; a code is given once.");
    public static readonly FaultKind BinTaken = Duplicate("institution.bin-taken", "The BIN {bin} is another institution's.");
    public static readonly FaultKind IsilTaken = Duplicate("institution.isil-taken", "The ISIL {isil} is another institution's.");
    public static readonly FaultKind WrongBin = Invalid("institution.bin-check-digit", "The number {bin} is no BIN: its check digit is wrong. Compare it with the certificate of registration.");
    public static readonly FaultKind OddBin = Invalid("institution.bin-structure", "The BIN {bin} has a right check digit, but not the structure of a legal person's BIN (month, type, division); look at it again.");
    public static readonly FaultKind OldRegion = Invalid("institution.region-unknown", "The region {region} has been {now} since 2022.");
    public static readonly FaultKind UnknownRegion = OldRegion with { Text = "The value \"{region}\" is not a region of {country}. Known: {known}." };
    public static readonly FaultKind ForeignRegion = OldRegion with { Text = "The value \"{region}\" is not a region of {country}: its regions begin with {country}-." };
    public static readonly FaultKind KatoOutsideRegion = Invalid("institution.kato-region", "KATO {kato} begins with {found}, but the region {region} has the number {expected}.");
    public static readonly FaultKind MembershipCycle = new("institution.membership-cycle", Problem.RuleBroken, Invariant: null, "The association {association} is itself a member of {institution}, directly or through others.");
    public static readonly FaultKind SupervisionCycle = new("institution.supervision-cycle", Problem.RuleBroken, Invariant: null, "The department {supervisor} is itself supervised by {institution}, directly or through others.");
    public static readonly FaultKind MemberTwice = Invalid("institution.member-twice", "The association {association} is named twice for the same days. Where the membership was broken off, give the days it began and ended.");
    public static readonly FaultKind NoDepartment = new("institution.no-department", Problem.RuleBroken, Invariant: null, "An institution is supervised by one of kind culture_department; {supervisor} is of kind {kind}.");
    public static readonly FaultKind StillSupervises = new("institution.still-supervises", Problem.RuleBroken, Invariant: null, "Only an institution of kind culture_department supervises others; end that supervision first. Institutions that it supervises: {count}.");
    public static readonly FaultKind EndWithoutStatus = Invalid("institution.end-without-status", "The member endedOn belongs to an institution that is reorganised or liquidated.");
    public static readonly FaultKind SuccessorWithoutStatus = Invalid("institution.successor-without-status", "A successor belongs to an institution that is reorganised.");

    // Keys
    public static readonly FaultKind RegionOfNoDepartment = Invalid("key.region", "A region belongs to a department's key; this is a key of role {role}.");
    public static readonly FaultKind OutlivesItsMaker = Invalid("key.outlives-its-maker", "Your key expires at {most}, and no key it makes expires later; give that moment or an earlier one, or leave expiresAt out.");
    public static readonly FaultKind NoTarget = Invalid("webhook.url", "The address {url} is not taken: a webhook leads to an absolute https address without user and fragment.");
    public static readonly FaultKind TargetPort = Invalid("webhook.port",
        "Webhooks do not lead to port {port}. Give {usual}, the usual one, or one from 1024 on.");
    public static readonly FaultKind TargetUnknown = Invalid("webhook.host-unknown", "The host {host} has no address that the registry could find. Give a name that can be resolved from the internet.");
    public static readonly FaultKind TargetNotPublic = Invalid("webhook.host-not-public", "The host {host} is not, or not only, at a public address. Webhooks lead to the internet, and to networks that the registry's operator allows.");
    public static readonly FaultKind ExpiredAlready = Invalid("key.expired-already", "The moment {expiresAt} is past: it is {now}. Give a later one, or leave expiresAt out.");

    // The domain's rules
    public static readonly FaultKind TooFewParties = Broken("P2", "agreement.too-few-parties", "An agreement has two parties or more; this one has {count}.");
    public static readonly FaultKind PartyTwice = Broken("P2", "agreement.party-twice", "The institution {institution} is a party already; an institution is a party once.");
    public static readonly FaultKind PartyActs = Found("P2", "agreement.party-acts", "The institution {institution} is a side of a transfer under this agreement and stays its party, unless the transfer is cancelled or made void.");
    public static readonly FaultKind FromIsTo = Broken("P2", "transfer.from-is-to", "Both from and to are {institution}; a transfer is between two institutions.");
    public static readonly FaultKind NotAParty = Broken("P2", "transfer.not-a-party", "The institution {institution} is not a party to the agreement {agreement}.");
    public static readonly FaultKind OutOfState = Found("P1", "transfer.state-to-private", "A permanent transfer from the state museum {from} to the private holder {to} needs restitution with a court decision as basis.");
    public static readonly FaultKind OutOfStateUnknown = Found("P1", "transfer.state-to-private-unknown", "Whether {institution} is a state or a private holder is not recorded; a permanent transfer from state to private needs a court decision.");
    public static readonly FaultKind SignedAfterEnd = Found("P3", "institution.ended", "The institution {institution} ended on {endedOn} and signs nothing after that day.");
    public static readonly FaultKind SignedMaybeAfterEnd = Found("P3", "institution.ended-undecided", "Whether {institution} signed before it ended on {endedOn} can't be told from {date}.");
    public static readonly FaultKind InTheFuture = Broken("D5", "date.future", "The date {date} lies in the future, and this is said to have happened. Today is {today}.");
    public static readonly FaultKind OutOfOrder = Broken("D1", "date.order", "The date {later} ({laterDate}) is before {earlier} ({earlierDate}).");
    public static readonly FaultKind OutOfOrderWithStored = OutOfOrder with { Problem = Problem.RuleBroken };
    public static readonly FaultKind OrderUndecided = Broken("D1", "date.order-undecided", "Whether {later} ({laterDate}) is after {earlier} ({earlierDate}) can't be told from these dates.");
    public static readonly FaultKind NoDueDate = Broken("D2", "transfer.no-due-date", "A temporary transfer needs dueBackOn: there are no permanent loans.");
    public static readonly FaultKind DueBeforeHandOver = Broken("D2", "transfer.due-before-hand-over", "The day dueBackOn ({due}) is not later than the hand-over ({handedOver}).");
    public static readonly FaultKind DueAfterAgreement = Found("D2", "transfer.due-after-agreement", "The day dueBackOn ({due}) is later than the agreement's end ({end}).");
    public static readonly FaultKind NoPurpose = new("transfer.no-purpose", Problem.RuleBrokenByRequest, Invariant: null, "A temporary transfer needs a purpose.");
    public static readonly FaultKind HandOverBeforeSigning = Found("D4", "transfer.before-signing", "The hand-over ({handedOver}) is before the agreement was signed ({signed}).");
    public static readonly FaultKind HandOverMaybeBeforeSigning = Found("D4", "transfer.before-signing-undecided", "Whether the hand-over ({handedOver}) is after the agreement was signed ({signed}) can't be told from these dates.");
    public static readonly FaultKind AgreementNotSigned = Found("D4", "transfer.agreement-not-signed", "The agreement {agreement} is {status}: an act stands on one that is signed.");
    public static readonly FaultKind NoAgreement = new("transfer.no-agreement", Problem.RuleBroken, Invariant: null, "A transfer of kind {kind} needs a binding agreement of kind loan, deposit, joint_exhibition or restoration.");
    public static readonly FaultKind NoBasis = new("transfer.no-basis", Problem.RuleBroken, Invariant: null, "A transfer of kind {kind} needs a binding agreement or a basis: an order, a decree, a protocol.");
    public static readonly FaultKind NotHeld = new("custody.not-held", Problem.CustodyConflict, "C1", "The institution {from} does not hold this item: {holder} does.");
    public static readonly FaultKind NotHeldByFrom = NotHeld with { Text = "The institution {from} does not hold this item." };
    public static readonly FaultKind CustodyUndecided = new("custody.undecided", Problem.CustodyConflict, "C1", "Whether {from} held this item then can't be told from the dates of its acts.");
    public static readonly FaultKind CustodyGap = new("custody.gap", Problem.CustodyConflict, "C1", "By its recorded acts {holder} held this item, not {from}.");
    public static readonly FaultKind CustodyGapOfFrom = CustodyGap with { Text = "By its recorded acts {from} did not hold this item." };
    public static readonly FaultKind NotTheOwner = new("custody.not-owner", Problem.CustodyConflict, "C5", "The institution {from} is neither the owner nor the normal custodian of this item, and only they may transfer it permanently.");
    public static readonly FaultKind Restricted = Found("C11", "item.restricted", "The item is under {restriction}, which forbids this transfer.");
    public static readonly FaultKind ItemTwice = Broken("C2", "transfer.item-twice", "The item stands in line {line} already; an item is in one line of a transfer.");
    public static readonly FaultKind Reserved = new("custody.reserved", Problem.ReservationConflict, "C7", "The item is taken from {takenFrom} to {takenTo} by another transfer.");
    public static readonly FaultKind ReservedWithoutEnd = Reserved with { Text = "The item is taken from {takenFrom} on, without a stated end, by another transfer." };
    public static readonly FaultKind ReservedByAnother = Reserved with { Text = "The item is taken for these days by another transfer." };
    public static readonly FaultKind Occupied = new("custody.occupied", Problem.ReservationConflict, "C7", "The item is in transit and stays occupied until the act that ends it.");
    public static readonly FaultKind OccupiedByLoan = Occupied with { Text = "The item is on loan until {due} and stays occupied until the act that ends it." };
    public static readonly FaultKind OccupiedByOpenLoan = Occupied with { Text = "The item is on loan without a stated end and stays occupied until the act that ends it." };
    public static readonly FaultKind OccupiedByAnother = Occupied with { Text = "The item is taken by another transfer and stays occupied until the act that ends it." };
    public static readonly FaultKind LentOutOfALoan = new("custody.sub-loan-too-long", Problem.ReservationConflict, "C6",
        "The item is on loan until {due}, and a loan out of that loan is due no later.");
    public static readonly FaultKind LoanOutOfItIsOpen = new("custody.sub-loan-open", Problem.CustodyConflict, "C6",
        "The item is with {holder} by a loan out of this one, and that returns first.");
    public static readonly FaultKind LoanOutOfItIsOpenUnseen = LoanOutOfItIsOpen with { Text = "The item is away by a loan out of this one, and that returns first." };
    public static readonly FaultKind Gone = Found("C11", "item.gone", "The item is recorded as lost or destroyed and can't be added to a transfer. If it was found, a correcting act says so.");
    public static readonly FaultKind NoLoan = new("return.no-loan", Problem.WrongState, "C9", "The transfer is of kind {kind} and {status}: only a loan that was received or recorded is returned.");
    public static readonly FaultKind NoLineOfTheLoan = Found("C9", "return.line-unknown", "The loan has no line {line}.");
    public static readonly FaultKind NoPartOfTheLine = Found("C9", "return.item-unknown", "This item is neither that of line {line} nor split from it.");
    public static readonly FaultKind MoreThanIsOut = Found("C8", "return.more-than-out", "More comes back on line {line} than is out. Out: {out}; coming back: {quantity}.");
    public static readonly FaultKind NothingIsOut = Found("C8", "return.nothing-out", "Nothing of line {line} is out any more: it was returned, kept, or never received.");
    public static readonly FaultKind RetainedWithoutTransfer = Broken("C10", "return.retained-without-transfer",
        "What the borrower keeps needs its permanent transfer in the same request: give transfer with kind, actNumber and actDate.");
    public static readonly FaultKind TransferOfNoRetention = Invalid("return.transfer-not-retained", "The member transfer belongs to a line with the outcome retained.");
    public static readonly FaultKind RetainedByBorrower = new("return.retained-by-borrower", Problem.Forbidden, Invariant: null,
        "That the borrower keeps an item is the lender's to say: the lender's side posts the return.");
    public static readonly FaultKind ReturnBeforeReceipt = Found("D1", "return.before-receipt", "The date {on} is before the loan was received ({received}).");
    public static readonly FaultKind CorrectionBeforeReceipt = Found("D1", "correction.before-receipt", "The date {on} is before the act was received ({received}).");
    public static readonly FaultKind ReturnPostedAlone = Invalid("transfer.return-posted-alone",
        "The return of a loan is posted to the loan's /returns. Posted alone it is recorded, and of a loan that the registry does not have.");
    public static readonly FaultKind ExtendedToNoLater = Found("D3", "extension.not-later", "The new day {newDue} is not later than {oldDue}, which it replaces.");
    public static readonly FaultKind ExtendedOverAnother = new("extension.reserved", Problem.ReservationConflict, "D3", "The item is taken from {takenFrom} to {takenTo} by another transfer.");
    public static readonly FaultKind ExtendedOverAnotherWithoutEnd = ExtendedOverAnother with { Text = ReservedWithoutEnd.Text };
    public static readonly FaultKind ExtendedOverAnotherUnseen = ExtendedOverAnother with { Text = "The item is taken for days before {newDue} by another transfer." };
    public static readonly FaultKind NotExtensible = new("extension.no-loan", Problem.WrongState, "D3",
        "The transfer is of kind {kind} and {status}: a loan is extended from its approval on, as long as something is out on it.");
    public static readonly FaultKind NotCorrected = new("correction.not-received", Problem.WrongState, "T1",
        "The act is {status}: a correcting act mends one that was received. A draft or recorded act is changed itself; what a correcting act says is corrected in the act again.");
    public static readonly FaultKind NotCorrectable = new("correction.line-retained", Problem.WrongState, "T1", "Line {line} is retained: what is wrong in it is mended in the permanent transfer by which it was kept.");
    public static readonly FaultKind CorrectionBreaksChain = new("correction.act-rests-on-it", Problem.CustodyConflict, "C1",
        "After this correction {holder} has the item, but a later act takes it from another. Correct that act first.");
    public static readonly FaultKind CorrectionBreaksChainUnseen = CorrectionBreaksChain with { Text = "A later act rests on what this corrects. That act is to be corrected first." };
    public static readonly FaultKind MergeUnconfirmed = Invalid("merge.unconfirmed",
        "Nothing undoes a merge, and {record} is the record that goes: write \"{record}\" in confirm.");
    public static readonly FaultKind MergedAlready = new("merge.merged-already", Problem.WrongState, Invariant: null, "The record {record} was merged already, into {into}.");
    public static readonly FaultKind MergedDraft = new("merge.draft", Problem.WrongState, Invariant: null,
        "The item {item} stands in a draft only. It is merged once its transfer is approved or recorded; until then the draft's lines can be changed.");
    public static readonly FaultKind MergedWithdrawn = new("merge.withdrawn", Problem.WrongState, Invariant: null,
        "The item {item} was withdrawn with the draft it stood in, and is merged with nothing.");
    public static readonly FaultKind MergedIntoItself = Invalid("merge.into-itself", "A record is merged into another.");
    public static readonly FaultKind MergedUnlike = new("merge.unlike", Problem.RuleBroken, Invariant: null, "One is of kind {one}, the other of kind {other}. Two records are merged that describe one thing.");
    public static readonly FaultKind MergedBins = MergedUnlike with { Text = "Each has a BIN of its own, and a BIN is one legal person's. Two records are merged that describe one thing." };
    public static readonly FaultKind MergedPart = new("merge.part", Problem.RuleBroken, Invariant: null, "The item {item} was split from a set or lot and shares its past: it is merged into nothing.");
    public static readonly FaultKind MergedTwiceInAct = Found("C2", "merge.both-in-one-act",
        "The act {act} is {status} and lists both, in different lines: as long as it stands they are two. Cancel it or make it void first, if it is in error.");
    public static readonly FaultKind MergedCustody = new("merge.custody", Problem.CustodyConflict, "C2", "Their acts tell no one story: {holder} has the item there, and an act takes it from another.");
    public static readonly FaultKind MergedCustodyUnseen = MergedCustody with { Text = "Their acts tell no one story: an act takes the item from somebody who does not have it there." };
    public static readonly FaultKind MergedReservations = new("merge.reserved-twice", Problem.ReservationConflict, "C2", "Both are taken for the same days, by {one} and by {other}.");
    public static readonly FaultKind MergedParties = Found("P2", "merge.both-parties",
        "The {record} {name} is {status} and names both: as long as it stands they are two. Withdraw it, cancel it or make it void first, if it is in error.");
    public static readonly FaultKind MergedActs = Found("T4", "merge.act-twice",
        "The acts {one} and {other} have the same number and date, and would have the same sides: they are one act. Make one of them void first.");
    public static readonly FaultKind MergedNumbers = new("merge.number-twice", Problem.RuleBroken, Invariant: null,
        "The number {value} ({scheme}) is open of {one} with the one and of {other} with the other. Close one of them, or correct it, first.");
    public static readonly FaultKind DraftNamesMerged = Found("P2", "draft.names-merged",
        "The institution {gone} was merged into {into}, which this draft names too: they are one institution now. Name another in its place, or give the draft up.");
    public static readonly FaultKind DraftListsMerged = Found("C2", "draft.lists-merged",
        "The item of line {line} was merged into another that this draft lists too: they are one now. Take the line out, or cancel the draft.");
    public static readonly FaultKind MergedRelated = new("merge.related", Problem.RuleBroken, Invariant: null, "One supervises, is a member of or succeeds the other: they are two institutions.");
    public static readonly FaultKind PartsExceedWhole = Found("C13", "item.parts-exceed-whole", "The parts of {whole} come to more than it has. Left that is in no part: {left}; asked for: {quantity}.");
    public static readonly FaultKind PartsExceedWholeUnseen = PartsExceedWhole with
    {
        Text = "The parts of what the item is a part of come to more than it has. Asked for: {quantity}.",
    };
    public static readonly FaultKind LessThanItsParts = Found("C13", "item.less-than-its-parts",
        "The item comes to less than its parts. Quantity: {quantity}; its parts add up to: {parts}.");
    public static readonly FaultKind SingleOfSeveral = Broken("C13", "item.single-of-several",
        "A single item is one object; several are a set or a lot. Quantity: {quantity}.");
    public static readonly FaultKind LineExceedsItem = Broken("C13", "transfer.more-than-the-item", "The line names more than the item has. Quantity: {quantity}; the item: {count}.");
    public static readonly FaultKind LineExceedsStoredItem = LineExceedsItem with { Problem = Problem.RuleBroken };
    public static readonly FaultKind MergedFewer = Found("C13", "merge.fewer-than-in-an-act",
        "An act names more of it than the record that stays has. The act: {quantity}; the record: {count}.");
    public static readonly FaultKind PartElsewhere = Found("C13", "item.part-elsewhere", "The lot {whole} is not with {heldBy}: an item is listed out of a lot by who holds the lot.");
    public static readonly FaultKind LotOfAnother = Invalid("item.lot-of-another",
        "The lot {whole} is with another: what is in a lot is listed by the side that holds it. Leave parentItem out, or let the holder list the item.");
    public static readonly FaultKind LessThanInAnAct = Found("C13", "item.fewer-than-in-an-act",
        "Another act lists {listed} of this part; it can't be fewer. Quantity: {quantity}. Correct that act, or make it void, first.");
    public static readonly FaultKind PartHasItsOwner = Invalid("item.part-has-its-owner", "An item listed out of a lot is whose the lot is; leave owner out.");
    public static readonly FaultKind PartStays = Invalid("item.part-stays", "The item was split from {whole} and stays a part of it.");
    public static readonly FaultKind NoInventoryNumber = Found("inventory-number", "item.no-inventory-number",
        "The institution {holder} acquired the item on {since} and has entered no inventory number of its own. Days that it has for this: {days}.");
    public static readonly FaultKind NoInsurance = Found("insurance", "transfer.no-insurance", "A temporary transfer names its insurance.");
    public static readonly FaultKind NoDecision = Found("commission-decision", "transfer.no-decision", "A transfer of kind {kind} names the decision that authorised it, in authorizations.");
    public static readonly FaultKind CountExceeded = Broken("T2", "transfer.count-exceeded", "The lines add up to {sum}, more than the declared {declared}.");
    public static readonly FaultKind CountDiffers = Broken("T2", "transfer.count-differs", "All quantities are known and add up to {sum}; the declared count is {declared}.");
    public static readonly FaultKind SamePerson = Broken("T3", "transfer.same-person", "The name {person} stands in {one} and in {other}, and each of them takes another name.");
    public static readonly FaultKind SamePersonAsStored = SamePerson with { Problem = Problem.RuleBroken };
    public static readonly FaultKind ActTwice = new("transfer.act-twice", Problem.Duplicate, "T4", "The act {actNumber} of {actDate} between these two is registered already.");
    public static readonly FaultKind ReferenceTwice = Duplicate("external-ref.taken", "You have posted \"{externalRef}\" already.");
    public static readonly FaultKind IdentifierTaken = Duplicate("item.identifier-taken", "The number {value} ({scheme}) is another item's at {institution}.");
    public static readonly FaultKind IdentifierTwice = Invalid("item.identifier-twice", "The number {value} ({scheme}) stands twice; keep one.");
    public static readonly FaultKind StateNumberHasNoHolder = Invalid("item.state-number-holder", "A number of the state catalogue follows the object, whoever holds it; leave institution out.");
    public static readonly FaultKind StateNumberOfAnother = Invalid("item.state-number-of-another",
        "A number of the state catalogue is entered by the side of the object's owner, or of the institution that keeps it in its books.");
    public static readonly FaultKind NumberOfAnother = Invalid("item.number-of-another",
        "The institution {institution} has nothing to do with this item here. A number is its holder's or its owner's, in a transfer its sender's or its receiver's.");
    public static readonly FaultKind ParentCycle = new("item.parent-cycle", Problem.RuleBroken, Invariant: null, "The item {parent} is itself a part of {item}, directly or through others.");
    public static readonly FaultKind SignatureMissing = Found("A1", "agreement.signature-missing", "The institution {institution} has not signed, and every required signature is needed.");
    public static readonly FaultKind NotYetEffective = Found("A1", "agreement.not-yet-effective", "The agreement takes effect on {effectiveFrom}; it enters into force from that day on.");
    public static readonly FaultKind ContentSigned = new("agreement.content-signed", Problem.WrongState, "A2", "The content is {status} and can't be changed; only a draft and a recorded agreement can.");
    public static readonly FaultKind SupersededAlready = Found("A4", "agreement.superseded-already", "The agreement {agreement} has a successor already; an agreement is superseded once.");
    public static readonly FaultKind SupersessionCycle = Found("A4", "agreement.cycle", "The agreement {agreement} itself rests on this agreement, directly or through others.");
    public static readonly FaultKind NotTheSuccessor = Found("A4", "agreement.not-the-successor",
        "The agreement {successor} does not say that it supersedes this agreement. Set its supersedes while it is a draft or recorded, then take this step.");
    public static readonly FaultKind SuccessorNotInForce = Found("A4", "agreement.successor-not-in-force", "The agreement {successor} is {status}; an agreement is superseded by one that is in force.");
    public static readonly FaultKind StaleAmendment = Found("A3", "amendment.stale-base",
        "The amendment was drafted on version {baseVersion}, and the agreement is at version {version}. Read the agreement again and draft it on what that says now.");
    public static readonly FaultKind OvertakenAmendment = StaleAmendment with
    {
        Text = "The amendment was drafted on version {baseVersion}, and amendment {seq} was signed since. Read the agreement again and draft it on what that says now.",
    };
    public static readonly FaultKind PartiesOutOfOrder = Found("A3", "amendment.parties-out-of-order",
        "Amendment {seq}, which is signed, changes the parties from {effectiveFrom} on: a further change of them takes effect on that day or later.");
    public static readonly FaultKind NotAmendable = new("amendment.wrong-state", Problem.WrongState, "A2",
        "The agreement is {status}: an agreement that is signed, in force or suspended is amended; a draft or recorded one is changed itself.");
    public static readonly FaultKind AmendmentDecided = new("amendment.decided", Problem.WrongState, "A3",
        "Amendment {seq} is {status} and can't be signed, declined or withdrawn any more. What it should say now is a new amendment.");
    public static readonly FaultKind SignatureGiven = new("amendment.signature-given", Problem.WrongState, Invariant: null, "This party's signature is {signature} already.");
    public static readonly FaultKind NotOfThisAmendment = Invalid("amendment.member-not-of-this-kind", "An amendment of kind {kind} does not change \"{member}\"; it changes: {members}.");
    public static readonly FaultKind NoneOfThisAmendment = NotOfThisAmendment with { Text = "An amendment of kind {kind} does not change \"{member}\"; it changes no member." };
    public static readonly FaultKind AmendmentChangesNothing = Invalid("amendment.changes-nothing", "The member changes leaves the text as it is; say what the amendment changes.");
    public static readonly FaultKind ExtensionEndsNoLater = Found("A3", "amendment.ends-no-later", "The new end ({new}) is not later than the end it replaces ({old}).");
    public static readonly FaultKind PartiesOfAmendment = Invalid("amendment.parties",
        "Parties that come: {coming}; that leave: {leaving}. By add_party parties come, by withdraw_party one leaves, by legal_successor one comes in the place of another; the others stay.");
    public static readonly FaultKind LastTwoParties = Found("A6", "amendment.last-two-parties", "Two parties must remain: an agreement of two ends by termination.");
    public static readonly FaultKind LeavesWithItemsOut = Found("A6", "amendment.party-has-open-transfers", "The institution {institution} is a side of open temporary transfers under this agreement; these end first. Open: {count}.");
    public static readonly FaultKind NoRecordedSuccessor = new("amendment.successor-unrecorded", Problem.RuleBroken, "A6", "The register of institutions does not say that {successor} is the successor of {institution}.");
    public static readonly FaultKind WrongStateForAmendment = new("amendment.step-impossible", Problem.WrongState, Invariant: null, "An amendment of kind {kind} needs an agreement that is {from}; this one is {status}.");
    public static readonly FaultKind DispositionsElsewhere = Invalid("amendment.dispositions", "The member dispositions belongs to a termination.");
    public static readonly FaultKind DispositionOfNone = Found("A5", "disposition.not-open", "The transfer {transfer} is not an open temporary transfer under this agreement.");
    public static readonly FaultKind DispositionTwice = Invalid("disposition.twice", "The transfer {transfer} is named twice.");
    public static readonly FaultKind DispositionNeedsDay = Invalid("disposition.on-missing", "The disposition return_by needs \"on\": the day it is due back.");
    public static readonly FaultKind DispositionHasNoDay = Invalid("disposition.on-superfluous", "The member on belongs to the disposition return_by.");
    public static readonly FaultKind DispositionBeforeEnd = Broken("A5", "disposition.before-termination", "The day {on} is before the agreement ends on {end}.");
    public static readonly FaultKind ExchangeUnfulfilled = Found("C12", "agreement.exchange-unfulfilled", "The exchange is not fulfilled: each side's leg must be received, and none may be under way.");
    public static readonly FaultKind AgreementSuspended = Found("D4", "transfer.agreement-suspended", "The agreement {agreement} is suspended: nothing is approved or handed over under it until it holds again.");
    public static readonly FaultKind OpenTransfers = Found("A5", "agreement.open-transfers",
        "Open temporary transfers under it: {count}. Without a word in dispositions: {transfers}. Say of each whether it returns by a day, continues or converts.");
    public static readonly FaultKind ActFinal = new("transfer.act-final", Problem.WrongState, "T1", "The act is {status} and can't be changed; what is wrong in it is mended by a correcting act.");
    public static readonly FaultKind TemporaryTitle = Invalid("transfer.temporary-title", "A transfer of kind {kind} moves custody alone: its legalEffect is custody_only.");
    public static readonly FaultKind EvidenceTooStrong = Invalid("record.evidence-too-strong", "What is signed_by_all is posted as a draft and signed by its parties; recorded is for weaker evidence.");
    public static readonly FaultKind NeedsOn = Invalid("step.on-missing", "The step to {to} needs \"on\": the day it happened.");
    public static readonly FaultKind NeedsBy = Invalid("step.by-missing", "The step to {to} needs \"by\": the person who acted.");
    public static readonly FaultKind NeedsReason = Invalid("step.reason-missing", "The step to {to} needs \"reason\".");
    public static readonly FaultKind NeedsAct = Invalid("step.act-missing", "The step to in_transit needs the act's number and date: give actNumber and actDate here, or set them before.");
    public static readonly FaultKind NeedsParty = Invalid("step.party-missing", "You act for several parties ({parties}); name the one that signs in \"party\".");
    public static readonly FaultKind NeedsSuccessor = Invalid("step.successor-missing", "The step to superseded needs \"successor\": the agreement in force that says it supersedes this one.");
    public static readonly FaultKind NoParty = Invalid("step.party-unknown", "The institution {institution} is not a party to this agreement.");
    public static readonly FaultKind NotOfThisStep = Invalid("step.member-not-of-this-step", "The member \"{member}\" does not belong to the step to {to}.");
    public static readonly FaultKind UnknownLine = Invalid("step.line-unknown", "The transfer has no line {line}.");
    public static readonly FaultKind LineTwice = Invalid("step.line-twice", "Line {line} is named twice.");
    public static readonly FaultKind MoreThanListed = Broken("T2", "transfer.more-than-listed", "More arrived on line {line} than was listed. Listed: {listed}; arrived: {quantity}.");
    public static readonly FaultKind NobodysSide = new("posting.no-side", Problem.Forbidden, Invariant: null, "None of the parties is your institution or one you supervise; post for a party that is.");
    public static readonly FaultKind OddRole = new("agreement.role-odd", Problem.RuleBrokenByRequest, Invariant: null,
        "The role {role} does not fit an agreement of kind {kind}. These do: {roles}.");
    public static readonly FaultKind OpenEndedLoan = Invalid("agreement.open-ended-loan", "An agreement of kind {kind} has an end; openEnded is for agreements of other kinds.");
    public static readonly FaultKind EndAndOpenEnded = Invalid("agreement.end-and-open-ended", "An agreement with effectiveTo is not openEnded.");

    /// <summary>All of them.</summary>
    public static IEnumerable<FaultKind> All => typeof(Faults).GetFields().Select(kind => kind.GetValue(null)).OfType<FaultKind>();

    static FaultKind Unauthenticated(string code, string text) => new(code, Problem.Unauthenticated, Invariant: null, text);

    static FaultKind Forbidden(string code, string text) => new(code, Problem.Forbidden, Invariant: null, text);

    static FaultKind OfAnother(string code, string text) => Forbidden(code, $"{text} Your key acts for its own institution and those it supervises.");

    static FaultKind Unreadable(string code, string text) => new(code, Problem.Unreadable, Invariant: null, text);

    static FaultKind Unreadable(string text) => new("parameter.unreadable", Problem.UnreadableQuery, Invariant: null, text);

    static FaultKind OfDate(string text) => Invalid("date.edtf", text);

    const string Forms = " All forms stand at /rules/dates.";

    static FaultKind Invalid(string code, string text) => new(code, Problem.Invalid, Invariant: null, text);

    static FaultKind Duplicate(string code, string text) => new(code, Problem.Duplicate, Invariant: null, text);

    // Broken by the request alone, or by what the registry holds.
    static FaultKind Broken(string invariant, string code, string text) => new(code, Problem.RuleBrokenByRequest, invariant, text);

    static FaultKind Found(string invariant, string code, string text) => new(code, Problem.RuleBroken, invariant, text);
}
