namespace Tearsheet.Reading.Articles.Body;

/// <summary>What the model knows of a block, all whole numbers; shares are thousandths. The model's file names them by number.</summary>
internal enum BlockFeature
{
    // Of the block itself.
    Length, Words, LinkShare, Links, StrongShare, EmphasisShare, DigitShare, CapitalShare, CommaRate, Sentences, ShortWordShare, WideShare,
    WordLength, Tag, Ending, Beginning, ParentTag, Depth, AfterBreak, HasYear,

    // Where it stands.
    InNavigation, InAside, InFooter, InHeader, InForm, InFigure, InCaption, InList, InTable, InQuote, InArticle, InMain, InPreformatted, IsHidden,
    InHeading, InDialog, InBodyProperty,

    // What the names around it say: 3 its own container, 2 the two above, 1 further.
    FirstHint,
    LastHint = FirstHint + NameHints.Kinds - 1,

    // What its first words say.
    FirstPhrase,
    LastPhrase = FirstPhrase + Phrases.Kinds - 1,

    Repeats,

    // Of all blocks that look alike.
    LookShare, LookCount, LookLength, LookLinkShare, LookSentences,

    // Of the elements around it, from the inside out.
    Share1, Blocks1, LinkShare1, Share2, Blocks2, LinkShare2, Share3, Blocks3, LinkShare3, Share4, LinkShare4,

    // Against the element that holds most running text.
    InBest, UpToBest, DownToBest, BeforeBest, AfterBest, BestShare,

    // In the order of the page.
    Position, TextBefore, TextAfter, SinceTitle, IsTitle, SinceGood, UntilGood, GoodBefore, GoodAfter, SinceImage, UntilImage, SinceHeading,
    PreviousLength, PreviousLinkShare, PreviousTag, PreviousEnding, PreviousAlike, BeforePreviousLength, BeforePreviousLinkShare,
    NextLength, NextLinkShare, NextTag, NextEnding, NextAlike, AfterNextLength, AfterNextLinkShare, AfterNextTag,

    // What came before on the page: headings that lead elsewhere, other articles, the comments.
    SinceLinkedHeading, OtherArticle, HeadlinesSince, SinceWayOut, CommentsBefore,

    // Other witnesses.
    InStructured, InDescription, HasStructured,

    // Of the page.
    PageLength, PageBlocks, PageLinkShare, PageGood,

    /// <summary>How many the first look has.</summary>
    FirstLook,

    // What only the second look knows: the first look's verdicts around it.
    Own = FirstLook, Previous1, Previous2, Previous3, Next1, Next2, Next3, MeanNear, MeanParent, MeanGrandparent, MeanGreat, MeanLook,
    KeptBefore, KeptAfter, SinceKept, UntilKept, KeptInParent, KeptPage, GapBefore, GapAfter, MeanFar,

    /// <summary>How many the second look has.</summary>
    Count,
}
