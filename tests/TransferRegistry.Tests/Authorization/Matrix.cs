namespace TransferRegistry.Tests.Authorization;

/// <summary>
/// Who may do what, an operation a row. A column is a caller; a letter of it is the answer on a record that is, in this order: the museum's own (posted by it), one it is party to (posted by the other side),
/// one of another museum that the same department supervises, a public one of strangers, a sealed one of strangers. The first three are for their parties alone.
/// + it is answered, or listed · - it is not seen (404, or not listed) · x it is refused (403) · k a key is needed (401).
/// </summary>
static class Matrix
{
    public static readonly string[] Callers = ["anonymous", "museum", "department", "auditor", "admin"];
    public static readonly string[] Records = ["own", "party", "supervised", "foreign", "sealed"];

    static readonly string[] Seen = ["---+-", "++-+-", "++++-", "+++++", "+++++"];
    static readonly string[] Open = ["+++++", "+++++", "+++++", "+++++", "+++++"];
    static readonly string[] Everybodys = ["+++++", "+++++", "+++++", "+++++", "+++++"];
    static readonly string[] AnyKey = ["kkkkk", "+++++", "+++++", "+++++", "+++++"];
    static readonly string[] Auditing = ["kkkkk", "xxxxx", "xxxxx", "+++++", "+++++"];
    static readonly string[] Posters = ["kkkkk", "+x-x-", "+x+x-", "xxxxx", "+++++"];
    static readonly string[] Sides = ["kkkkk", "++-x-", "+++x-", "xxxxx", "+++++"];
    static readonly string[] Lenders = ["kkkkk", "+x-x-", "+x+x-", "xxxxx", "+++++"];

    static readonly string[] Owners = ["kkkkk", "+----", "-----", "-----", "+++++"];

    public static readonly IReadOnlyDictionary<string, string[]> Rows = new Dictionary<string, string[]>
    {
        ["listAgreements"] = Seen,
        ["postAgreement"] = ["kkkkk", "++xxx", "+++xx", "xxxxx", "+++++"],
        ["getAgreement"] = Seen,
        ["changeAgreement"] = Posters,
        ["stepAgreement"] = Sides,
        ["getAgreementHistory"] = Seen,
        ["getAgreementVersion"] = Seen,
        ["listAgreementItems"] = Seen,
        ["listAgreementTransfers"] = Seen,
        ["listAmendments"] = Seen,
        ["postAmendment"] = Sides,
        ["getAmendment"] = Seen,
        ["stepAmendment"] = Sides,

        ["listTransfers"] = Seen,
        ["postTransfer"] = ["kkkkk", "+xxxx", "+++xx", "xxxxx", "+++++"],
        ["getTransfer"] = Seen,
        ["changeTransfer"] = Posters,
        ["stepTransfer"] = Sides,
        ["postReturn"] = Sides,
        ["postCorrection"] = Sides,
        ["postExtension"] = Lenders,
        ["getTransferHistory"] = Seen,
        ["getTransferVersion"] = Seen,
        ["listTransferLines"] = Seen,

        ["listItems"] = Seen,
        ["registerItem"] = ["kkkkk", "+xxxx", "+x+xx", "xxxxx", "+++++"],
        ["getItem"] = Seen,
        ["changeItem"] = Sides,
        ["getItemCustody"] = Seen,
        ["getItemHistory"] = Seen,
        ["getItemVersion"] = Seen,
        ["mergeItem"] = ["kkkkk", "xx-x-", "x+xx-", "xxxxx", "+++++"],

        ["listEvents"] = Seen,
        ["registerEvent"] = ["kkkkk", "+++++", "+++++", "xxxxx", "+++++"],
        ["getEvent"] = Seen,
        ["changeEvent"] = Posters,
        ["getEventHistory"] = Seen,
        ["getEventVersion"] = Seen,

        ["listInstitutions"] = Everybodys,
        ["registerInstitution"] = ["kkkkk", "xxxxx", "+x+xx", "xxxxx", "+++++"],
        ["getInstitution"] = Everybodys,
        ["changeInstitution"] = ["kkkkk", "xxxxx", "+x+xx", "xxxxx", "+++++"],
        ["getInstitutionHistory"] = Everybodys,
        ["getInstitutionVersion"] = Everybodys,
        ["listHoldings"] = Everybodys,
        ["mergeInstitution"] = ["kkkkk", "xxxxx", "xxxxx", "xxxxx", "+++++"],

        ["getMe"] = AnyKey,
        ["listKeys"] = ["kkkkk", "+----", "-----", "+++++", "+++++"],
        ["createKey"] = ["kkkkk", "+xxxx", "xxxxx", "xxxxx", "+++++"],
        ["revokeKey"] = ["kkkkk", "+----", "-----", "xxxxx", "+++++"],

        ["listAccesses"] = Auditing,
        ["readChanges"] = AnyKey,
        ["streamChanges"] = AnyKey,

        ["listExports"] = Owners,
        ["postExport"] = AnyKey,
        ["getExport"] = Owners,
        ["deleteExport"] = Owners,
        ["getExportFile"] = Owners,

        ["listWebhooks"] = Owners,
        ["registerWebhook"] = AnyKey,
        ["getWebhook"] = Owners,
        ["changeWebhook"] = Owners,
        ["deleteWebhook"] = Owners,
        ["pingWebhook"] = Owners,
        ["replayWebhook"] = Owners,
        ["rotateWebhookSecret"] = Owners,
        ["listWebhookDeliveries"] = Owners,
        ["getLiveness"] = Open,
        ["getReadiness"] = Open,
    };
}
