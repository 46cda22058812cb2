using Microsoft.OpenApi;

namespace TransferRegistry.Api.Http.OpenApi;

/// <summary>What the OpenAPI document says as a whole, for a reader who has never seen the registry.</summary>
static class OpenApiTexts
{
    public static OpenApiInfo Info => new()
    {
        Title = "Transfer registry",
        Version = typeof(OpenApiTexts).Assembly.GetName().Version!.ToString(3),
        Summary = "Agreements between museums and other institutions, and the objects that pass under them.",
        Description = Introduction,
        License = new() { Name = "Proprietary", Identifier = "LicenseRef-Proprietary" },
    };

    const string Introduction = """
        The shared book of museums, historical-cultural centres and culture departments: who agreed on what with whom, what passed from one to
        another, and where it is now.
        Both sides keep the same record, so a loan out and a loan in can't tell different stories.

        ## What it holds
        * An **institution** is a museum, a centre, a department, an association: anybody who signs, hands over or receives. It is named by
          its id or by its code, `museum-first-president`.
        * An **agreement** is what two or more institutions signed: a memorandum, a loan, a permanent transfer. It is drafted, proposed,
          signed by each party for itself, and then in force.
          What is only known, from the press or from one side's papers, is `recorded` instead, and `evidence` says what the knowledge rests on.
          What was signed changes by numbered **amendments** only; the text shown is the one in effect on the day asked for.
        * A **transfer** is one act of hand-over, from one institution to one other. Its **lines** are the items. It is approved and handed
          over by the sender, and received, line by line, by the receiver.
          A loan comes home by **returns**, in parts and as often as it takes; it may be **extended**; what a received act says wrongly is mended by a
          **correction**. `outstanding`, `closed`, `overdue` and the like are worked out, for today or with `on` for any day.
        * An **item** is an object, a set, or a lot: a group of objects of which perhaps not even the number is known. It keeps every
          inventory number it ever had, with the holder and the years.
        * **Custody** is who has an item and who owns it, on any day. Nobody writes it down: it follows from the acts. An act that contradicts
          it is refused with `409` and the name of the real holder.
        * An **event** is a seminar, a ceremony, a meeting: who attended, and which agreements and transfers it belongs to. Attending is not signing.

        ## How to begin
        1. Press **Authorize** and paste a key, `trk_…`. In development four keys, one for each role, are printed when the service starts.
           What is public can be read without one where the operator allows it.
        2. Try `GET /api/v1/me`: it says whom the registry takes you for.
        3. Try `GET /api/v1/agreements`, then follow the addresses in `links` and every `href`.

        | role | may |
        |---|---|
        | department | post and maintain for the institutions that the culture department supervises |
        | museum | sign, hand over and receive for itself |
        | auditor | read everything, its history included, and change nothing |
        | admin | keep institutions and keys; act for anybody, and the record says so |

        ## How to read it
        * **Lists** give pages. `links.next` is the address of the next page; where it is missing, this was the last. Never build a cursor
          yourself. Only `count=true` says how many records there are.
          All of a list at once is `format=csv` or `format=ndjson`: as it was at the journal's entry that `Registry-Seq` names, whatever is written meanwhile.
        * **What is absent is not known**; no answer contains `null`. What is known not to exist has a member that says so: `openEnded`.
        * **Dates** that may be partly unknown are EDTF texts (ISO 8601-2): `2024-02-28`, `2024-02`, `2024`, `XXXX-02-28` (the year is
          unknown), `2018/2019` (from, to), `2024~` (about).
          Answers add `earliest` and `latest`, and in `verbatim` the words of the source. A filter from–to finds what may lie in it
          (`match=possible`), with `match=certain` only what must.
        * **Moments**, such as `createdAt`, are UTC with six decimals.
        * **Texts by language** are objects: `{"kk": "…", "ru": "…"}`.
        * **The past** is kept: `…/history` lists who changed what and when, `…/versions/{n}` is a record as it stood, `?asOf=` what the
          registry said at a moment.
        * **A copy of your own** follows `/changes`: every entry once and in order, from the `cursor` of the answer before, and with `wait` as soon as there
          is one. `/changes/stream` and webhooks ring when something has happened; what they missed is in `/changes`.

        ## How to write
        * A change names the version that was seen: send the record's `ETag` as `If-Match`. Without it the answer is `428`; when somebody was
          quicker it is `412`, and nothing is lost.
        * A `PATCH` is a merge patch (RFC 7396): what is given replaces, `null` removes, arrays are replaced whole.
        * Where the line is poor, give a `POST` or `PATCH` an `Idempotency-Key` of your own (a UUID will do) and send it again, as it stands, until it is
          answered: it is done once, and every answer is the first one.
        * A step, such as signing or receiving, is posted to `…/transitions`. `allowedActions` of a record says which steps are open to you.
        * Every refusal is `application/problem+json` (RFC 9457). `errors` names all faults at once with their places, `invariant` the rule
          that was broken, and the address in `type` leads to a page that says what to do. `/rules` states every rule that `invariant` names, and why it is kept.
        """;

    public const string IdempotencyKey =
        "A key of your own for this request, 16 to 255 characters: sent again with the same key and the same body, it is answered as the first time and nothing else happens. Kept for 30 days.";

    public const string Authorization =
        "A registry key, trk_…, as the operator or your institution gave it, or a token (JWT) of an issuer that the operator trusts. It says who you are: role, institution and region.";

    /// <summary>The sections of the document, in reading order.</summary>
    public static readonly IReadOnlyList<(string Name, string Description)> Tags =
    [
        ("Agreements", "What two or more institutions signed, and the steps an agreement goes through."),
        ("Transfers", "Acts of hand-over, from one institution to another, with their lines."),
        ("Items", "Objects, sets and lots, with their numbers and where they came from."),
        ("Custody", "Who has and who owns an item, on any day, and what an institution holds: worked out from the acts."),
        ("Events", "Seminars, ceremonies and meetings, with those who took part."),
        ("Institutions", "Museums, centres, departments and others that sign, hand over and receive."),
        ("Changes", "The journal, read forward: for those who keep a copy, and must miss nothing."),
        ("Exports", "Whole lists, written down to be fetched in pieces."),
        ("Webhooks", "Addresses of yours that are rung when the journal goes on: Standard Webhooks 1.0.0."),
        ("Audit", "For auditors: who read what is sealed, and who was refused."),
        ("Keys", "Who you are to the registry, and the credentials of your institution."),
        ("Health", "For those who watch over the service."),
    ];

    /// <summary>What a part of an address stands for.</summary>
    public static string PathParameter(string name, string resource) => name switch
    {
        "id" => $"The {resource}'s id (UUID).",
        "institution" => "The institution's id (UUID) or its code.",
        "version" or "n" => $"Which version of the {resource}: 1 is the first.",
        _ => $"The {name}.",
    };
}
